/** What a person has to mend before they can go on: the field, and a whole sentence that says what to do. */
export interface Problem {
  field: string;
  sentence: string;
}

export interface Refused {
  kind: 'refused';
  problems: Problem[];
}
