/** What `jane` of `developers` asks to have certified, by OpenSSL. */
export const certificateRequestPem: string = `-----BEGIN CERTIFICATE REQUEST-----
MIHfMIGGAgEAMCQxEzARBgNVBAoMCmRldmVsb3BlcnMxDTALBgNVBAMMBGphbmUw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATgPHk09FiwIDor45QKW2qJ2a1iJRrX
UszHv0k0ARMjQJTgKVz4ZQL9DE99NarJfy++TRO2CKY7IYRyG65/h2i5oAAwCgYI
KoZIzj0EAwIDSAAwRQIhANYfb6y9wZV40StBYIZyTR5p2oKaFJdbZQSshYHhgao1
AiABY/lfzuelMh7Gu91IXbaE9HHeGy22M2l3bFYorS3DEQ==
-----END CERTIFICATE REQUEST-----
`
