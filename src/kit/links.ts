/** Every address that a letter or a page names, made in one place. */
export type Links = ReturnType<typeof links>;

/** Absolute addresses under `publicUrl` (no slash at its end). */
export function links(publicUrl: string) {
  const at = (path: string) => `${publicUrl}${path}`;
  return {
    home: () => at('/'),
    search: (parameters: URLSearchParams) => at(`/vacancies?${parameters}`),
    feedback: (token: string) => at(`/f/${token}`),
    like: (id: string) => at(`/like/${id}`),
    vacancy: (id: string) => at(`/vacancies/${id}`),
    confirm: (token: string) => at(`/confirm/${token}`),
    notMe: (token: string) => at(`/not-me/${token}`),
    login: (token: string) => at(`/login/${token}`),
    my: () => at('/my'),
    leave: () => at('/my/leave'),
    unsubscribe: (token: string) => at(`/u/${token}`),
    digest: (token: string) => at(`/d/${token}`),
    mailbox: () => at('/mailbox'),
    privacy: () => at('/privacy'),
  };
}
