#include "jose/jwe.h"
bool fapix_jwe_is(fapix_slice c){ size_t n=0; for(size_t i=0;i<c.n;i++) n+=c.p[i]=='.'; return n==4; }
int fapix_jwe_open(fapi_verdict *v, fapix_slice c, const fapix_jwe_facts *f){ (void)c;(void)f; return fapix_refuse(v, FAPI_JWE_DECRYPTION);}
