/* SPDX-License-Identifier: Apache-2.0 */
/* What a real client (openid-client) sent to a real server (oidc-provider), from examples/recorded/EdDSA; for authorization_server.c. */
#ifndef AUTHORIZATION_SERVER_MESSAGES_H
#define AUTHORIZATION_SERVER_MESSAGES_H

#define NOW 1795404981 /* when they were sent; a server passes its clock */
#define ISSUER "https://localhost:43389"
#define CLIENT_KEYS \
    "{\"keys\":[{\"crv\":\"Ed25519\",\"x\":\"2aRrzGo6QTCrUPyNJhz5NEDMxAV1hE6js6TjgoryVYQ\",\"kty\":\"OKP" \
    "\",\"kid\":\"client-1\",\"alg\":\"EdDSA\",\"use\":\"sig\"}]}"
#define PAR_BODY \
    "request=eyJhbGciOiJFZERTQSIsInR5cCI6Im9hdXRoLWF1dGh6LXJlcStqd3QiLCJraWQiOiJjbGllbnQtMSJ9.eyJyZWRpcmV" \
    "jdF91cmkiOiJodHRwczovL3JwLmV4YW1wbGUuY29tL2NiIiwic2NvcGUiOiJvcGVuaWQgYWNjb3VudHMiLCJyZXNvdXJjZSI6Imh" \
    "0dHBzOi8vYXBpLmV4YW1wbGUuY29tL2FjY291bnRzIiwic3RhdGUiOiJoRUkyaDV3S3V4WTFLQ2I1NDlvTHg2WW9OYTdlMkJpQWd" \
    "Sb2ZncUNhOThvIiwiY29kZV9jaGFsbGVuZ2UiOiJHeVROWGw3d3BMSUZnckVJYWNZbFhUVjhvVE1hQmNXZ1VTdnlCSjJDTGtVIiw" \
    "iY29kZV9jaGFsbGVuZ2VfbWV0aG9kIjoiUzI1NiIsInJlc3BvbnNlX21vZGUiOiJqd3QiLCJjbGllbnRfaWQiOiJkcG9wLWNsaWV" \
    "udCIsInJlc3BvbnNlX3R5cGUiOiJjb2RlIiwianRpIjoiby1KVTN5ekg0TlNZbXcwQXNBaXNSUFFGRXhuWF9EZ3RtU1d4bXZuR3N" \
    "4RSIsImF1ZCI6Imh0dHBzOi8vbG9jYWxob3N0OjQzMzg5IiwiZXhwIjoxNzk1NDA1MDQwLCJpYXQiOjE3OTU0MDQ5ODAsIm5iZiI" \
    "6MTc5NTQwNDk4MCwiaXNzIjoiZHBvcC1jbGllbnQifQ.VSapDbXh7l-YBPUr8DZya7BmwEB-8NL_e7zyoCITafgpzM8KfWfVtbLI" \
    "Cd9dCPM8uD27MXYegkOnlmL7TUM3Bg&client_id=dpop-client&client_assertion_type=urn%3Aietf%3Aparams%3Aoau" \
    "th%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJhbGciOiJFZERTQSIsImtpZCI6ImNsaWVudC0xIn0" \
    ".eyJqdGkiOiJPQ2xDbGR0SWpnVTcxQUdtUzBPS09MMkZsVm8weU9xc0ttWkNGY1FZVXJvIiwiYXVkIjoiaHR0cHM6Ly9sb2NhbGh" \
    "vc3Q6NDMzODkiLCJleHAiOjE3OTU0MDUwNDAsImlhdCI6MTc5NTQwNDk4MCwibmJmIjoxNzk1NDA0OTgwLCJpc3MiOiJkcG9wLWN" \
    "saWVudCIsInN1YiI6ImRwb3AtY2xpZW50In0.qIJpQEf-HIq__zioIm5vmSqYgbnn4KkUw4VIs7ESndNXG-wyxf7i9iejyrN43Fm" \
    "2XaiUGURFRdIDckdPYKq5BA"
#define PAR_PROOF \
    "eyJhbGciOiJFZERTQSIsInR5cCI6ImRwb3Arand0IiwiandrIjp7Imt0eSI6Ik9LUCIsIngiOiJLMGVSZEhGQzBrbHVCZUp6TFJf" \
    "R1ZRTmZUbHhBMGtTVWludm1mbEZpc25FIiwiY3J2IjoiRWQyNTUxOSJ9fQ.eyJpYXQiOjE3OTU0MDQ5ODAsImp0aSI6IlJHc1NoY" \
    "TVMem5ZcVljdUg4LWNqMUlwN1IwRU1HazgtTDY1aGxwR3FwRjAiLCJodG0iOiJQT1NUIiwibm9uY2UiOiJUTVFiU2NMWk1IV3JxR" \
    "GE2SG50eXpwM1FoaXVZMFlHc0RzWnlKaE9CUlZVIiwiaHR1IjoiaHR0cHM6Ly9sb2NhbGhvc3Q6NDMzODkvcmVxdWVzdCJ9.ptnd" \
    "o6muutn5a6C0YM95YIdhAGkdfBZgh35VIYDjI-QcoO7AblKrFgU1Sscj-b9cICqnUVdz5X1XjQxmedUwCA"
#define TOKEN_BODY \
    "resource=https%3A%2F%2Fapi.example.com%2Faccounts&redirect_uri=https%3A%2F%2Frp.example.com%2Fcb&cod" \
    "e=lJdmhslxXLVMa4OqP1bc7T1g6NLj_H__zxUNHxb9wt0&code_verifier=EaIZyiNeuhw_lKNXh4d1JvsvJixL6_XCfqII4jpX" \
    "Xvg&grant_type=authorization_code&client_id=dpop-client&client_assertion_type=urn%3Aietf%3Aparams%3A" \
    "oauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJhbGciOiJFZERTQSIsImtpZCI6ImNsaWVudC0x" \
    "In0.eyJqdGkiOiJsanRLbjlHek5GV2F1VEhxNTRYaHJ0QmlzWXJIUzU2Z3QyQmNMOU9yVVFNIiwiYXVkIjoiaHR0cHM6Ly9sb2Nh" \
    "bGhvc3Q6NDMzODkiLCJleHAiOjE3OTU0MDUwNDAsImlhdCI6MTc5NTQwNDk4MCwibmJmIjoxNzk1NDA0OTgwLCJpc3MiOiJkcG9w" \
    "LWNsaWVudCIsInN1YiI6ImRwb3AtY2xpZW50In0.OPs0igtGdIMgWsFyPlm33_nwza_QchMESwxu6DOhyiJBUhHjIVMLPaRzOozs" \
    "wKq-Ux7_h8ZsUySrBNHO4Fr8Aw"
#define TOKEN_PROOF \
    "eyJhbGciOiJFZERTQSIsInR5cCI6ImRwb3Arand0IiwiandrIjp7Imt0eSI6Ik9LUCIsIngiOiJLMGVSZEhGQzBrbHVCZUp6TFJf" \
    "R1ZRTmZUbHhBMGtTVWludm1mbEZpc25FIiwiY3J2IjoiRWQyNTUxOSJ9fQ.eyJpYXQiOjE3OTU0MDQ5ODAsImp0aSI6IkVDVzVWY" \
    "UhPYkNSNlY2OGtnUGZRM3JnekpBUmRkN3o5VmNzcDhFQks4b2MiLCJodG0iOiJQT1NUIiwibm9uY2UiOiJUTVFiU2NMWk1IV3JxR" \
    "GE2SG50eXpwM1FoaXVZMFlHc0RzWnlKaE9CUlZVIiwiaHR1IjoiaHR0cHM6Ly9sb2NhbGhvc3Q6NDMzODkvdG9rZW4ifQ.L3RTIU" \
    "kMaVRY26qwaJiFA7VPt-9MQjA-QVToLcr2rCsKoVTHfeG3S7bIUQbb7ZreCyEbhpWOnWHdKkNFcIcoCw"
#define CODE "lJdmhslxXLVMa4OqP1bc7T1g6NLj_H__zxUNHxb9wt0" /* of that server */

#endif
