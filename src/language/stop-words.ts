// Short on purpose: a stop word cannot be searched. Not here: it, go, c, r (professions and languages), «без» (it
// turns the meaning round), «то» (техническое обслуживание).
const RUSSIAN = `и в во на с со к ко о об обо от до за из у для при или а но же ли бы не ни по под над что как это
  так также либо он его ее их мы вы`;
const ENGLISH = 'the a an of and or to in on at for with by is are be as from this that we you our your';

/** Words that are not emitted but take a position; normalised, so «её» stands here as «ее». */
export const STOP_WORDS: ReadonlySet<string> = new Set(`${RUSSIAN} ${ENGLISH}`.split(/\s+/));
