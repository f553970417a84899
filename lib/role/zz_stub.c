#include <fapi.h>
int fapi_as_check_backchannel(const fapi_as*a,fapi_request*r,const fapi_client*c,int64_t n,fapi_verdict*v){(void)a;(void)r;(void)c;(void)n;(void)v;return FAPI_ERR_UNSUPPORTED;}
