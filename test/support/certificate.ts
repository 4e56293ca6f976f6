/**
 * A certificate for localhost and 127.0.0.1 of its own making, good for a hundred years, and its key: smtp-server's has
 * expired. Made with `openssl req -x509 -newkey ec … -days 36500`.
 */
export const LOCALHOST = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+RLIfO329reo6+dM
cxk6bblUUDnr/bCqIls39G8lQnqhRANCAATx4BweJ6+nCl2PmjhMkEUeCkjuK5eA
/GbZrOtVJzIm/9JlcldLAgzoct/+f/SmAoUP5+N/prptsDTNaXqvAqGj
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUV22ETpabTpb2yzuhIDbxgXaM80wwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE1NDIxN1oYDzIxMjYxMTAx
MTU0MjE3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATx4BweJ6+nCl2PmjhMkEUeCkjuK5eA/GbZrOtVJzIm/9JlcldLAgzo
ct/+f/SmAoUP5+N/prptsDTNaXqvAqGjo28wbTAdBgNVHQ4EFgQU/VdyC8/wR+/O
CxGEeOnpbdaRTs4wHwYDVR0jBBgwFoAU/VdyC8/wR+/OCxGEeOnpbdaRTs4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAPReg134Vw0B2LuynE+zJYDtW0gATf/uay0XlMiamuCEAiBj
qxRKYjdQ6tBSW6tjklGW0OzIX9ZQHOe1JgGix6uLUA==
-----END CERTIFICATE-----`,
};
