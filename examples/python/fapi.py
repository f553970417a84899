# SPDX-License-Identifier: Apache-2.0
"""libfapi for Python: may this request pass, and if not, which clause did it break?

    import fapi
    keys = fapi.Jwks(jwks_json)
    server = fapi.ResourceServer(fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY), audiences=["https://api.example.com"],
                                 issuers={"https://as.example.com": keys}, replay=fapi.Replay(100_000))
    verdict = server.check(fapi.Request("GET", url, headers))
    if not verdict:
        return verdict.http, {"WWW-Authenticate": verdict.www_authenticate}
    user = verdict.claims["sub"]

One file, only ctypes. The library is found through the environment variable FAPI_LIBRARY (a path), else by its name.
Wrong use raises Error; a broken rule is a result (a false Verdict), or raises Refused where there is no verdict.
Every public constant is an attribute of this module, under its C name. Text may be given as str or bytes.
"""
import ctypes
import ctypes.util
import json
import os
import time
from collections import namedtuple

_lib = ctypes.CDLL(os.environ.get("FAPI_LIBRARY") or ctypes.util.find_library("fapi") or "libfapi.so.0")


def _checked(c_type):
    """The same type, but a number that does not fit raises ctypes.ArgumentError; ctypes alone would cut it."""

    class Checked(c_type):
        @classmethod
        def from_param(cls, value):
            number = c_type(value)
            if number.value != value:
                raise OverflowError(f"{value} does not fit {c_type.__name__}")
            return number

    return Checked


# What each function gives and takes, by letters: "result:arguments".
# h: handle, s: bytes and their length, i: int, q: int64_t, z: size_t, t: C text, v: nothing
# outputs: H: handle, T: borrowed text and its length, N: static C text, B: a buffer and its size, Q: int64_t
_ARGUMENTS = {
    "h": [ctypes.c_void_p],
    "s": [ctypes.c_char_p, ctypes.c_size_t],
    "i": [_checked(ctypes.c_int)],
    "q": [_checked(ctypes.c_int64)],
    "z": [_checked(ctypes.c_size_t)],
    "H": [ctypes.POINTER(ctypes.c_void_p)],
    "T": [ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t)],
    "N": [ctypes.POINTER(ctypes.c_char_p)],
    "B": [ctypes.c_char_p, ctypes.c_size_t],
    "Q": [ctypes.POINTER(ctypes.c_int64)],
    "Z": [ctypes.POINTER(ctypes.c_size_t)],
}
_RESULTS = {"i": ctypes.c_int, "q": ctypes.c_int64, "z": ctypes.c_size_t, "t": ctypes.c_char_p, "h": ctypes.c_void_p, "v": None}
_FUNCTIONS = {
    "findings_new": "h:h", "findings_free": "v:h", "findings_count": "z:h", "findings_dropped": "z:h",
    "findings_status": "i:hz", "findings_level": "i:hz", "findings_clause": "t:hz", "findings_member": "t:hz",
    "findings_actual": "t:hz", "findings_oauth_error": "t:h", "metadata_check_server": "i:hssh",
    "metadata_check_client": "i:hsh", "metadata_check_jwks": "i:hsh",
    "software_statement_new": "h:h", "software_statement_free": "v:h", "software_statement_add_directory": "i:hsh",
    "software_statement_add_audience": "i:hs", "software_statement_set_algs": "i:hi",
    "software_statement_set_age": "i:hq", "software_statement_set_window": "i:hqq",
    "software_statement_check": "i:hsqh",
    "registration_new": "h:h", "registration_free": "v:h", "registration_reset": "v:h",
    "registration_add_directory": "i:hsh", "registration_add_audience": "i:hs", "registration_add_role": "i:hss",
    "registration_set_replay": "i:hh", "registration_set_method": "i:hs", "registration_set_content_type": "i:hs",
    "registration_set_body": "i:hs", "registration_set_certificate": "i:hsi",
    "registration_set_initial_token": "i:hi", "registration_jwks_uri": "i:hT", "registration_set_keys": "i:hh",
    "registration_check": "i:hqhh", "registration_finish": "i:hhi", "registration_metadata": "i:hT",
    "registration_set_management": "i:hss", "registration_response_json": "i:hsqT",
    "version": "t:", "constant": "i:sQ",
    "status_name": "t:i", "status_text": "t:i", "status_clause": "t:i", "status_oauth_error": "t:i",
    "status_http": "i:i", "status_count": "z:", "status_at": "i:z",
    "alg_name": "t:i", "subject_name": "t:i",
    "context_new": "h:", "context_free": "v:h", "context_provider": "t:h", "context_set_openssl_ed25519": "i:hi",
    "jwk_new": "i:hsH", "jwk_free": "v:h", "jwk_alg": "i:h", "jwk_kid": "i:hT", "jwk_thumbprint": "i:hB",
    "jwks_new": "h:h", "jwks_free": "v:h", "jwks_insecure_set_rs256_default": "i:hi", "jwks_load": "i:hs",
    "jwks_count": "z:h", "jwks_skipped_count": "z:h", "jwks_skipped_status": "i:hz",
    "signer_new": "i:hsH", "signer_generate": "i:hiH", "signer_free": "v:h", "signer_alg": "i:h",
    "signer_public_jwk": "i:hT", "signer_thumbprint": "i:hB",
    "verdict_new": "h:h", "verdict_free": "v:h", "verdict_reset": "v:h", "verdict_set_trace": "i:hi",
    "verdict_status": "i:h", "verdict_name": "t:h", "verdict_clause": "t:h", "verdict_text": "t:h",
    "verdict_subject": "i:h", "verdict_expected": "t:h", "verdict_actual": "t:h", "verdict_http": "i:h",
    "verdict_oauth_error": "t:h", "verdict_www_authenticate": "i:hT", "verdict_error_json": "i:hT",
    "verdict_dpop_nonce": "i:hT", "verdict_interaction_id": "i:hT", "verdict_trace_count": "z:h",
    "verdict_trace_status": "i:hz", "verdict_trace_outcome": "i:hz", "verdict_trace_subject": "i:hz",
    "verdict_warning_count": "z:h", "verdict_warning": "i:hz", "verdict_refresh_keys": "i:h",
    "verdict_claim_string": "i:hsT", "verdict_claim_integer": "i:hsQ", "verdict_claim_json": "i:hsT",
    "verdict_claims_json": "i:hT", "verdict_payload": "i:hT", "verdict_jkt": "i:hT", "verdict_x5t_s256": "i:hT",
    "verdict_replay_key": "i:hzTQ",
    "jws_check": "i:hish", "jws_new": "h:h", "jws_free": "v:h", "jws_set_typ": "i:hs", "jws_set_embed_jwk": "i:hi",
    "jws_sign": "i:hhsT",
    "jwt_new": "h:h", "jwt_free": "v:h", "jwt_set_issuer": "i:hs", "jwt_set_audience": "i:hs", "jwt_set_typ": "i:hs",
    "jwt_set_algs": "i:hi", "jwt_set_skew": "i:hq", "jwt_check": "i:hhsqh",
    "pkce_challenge": "i:sB", "pkce_verifier": "i:B", "pkce_check_challenge": "i:ss", "pkce_check": "i:ss",
    "mtls_thumbprint": "i:sB",
    "client_certificate_new": "h:hi", "client_certificate_free": "v:h", "client_certificate_set_header": "i:hs",
    "client_certificate_set_chain_header": "i:hs", "client_certificate_set_verification": "i:hss",
    "client_certificate_set_verification_haproxy": "i:hss", "client_certificate_set_xfcc_single": "i:hi",
    "client_certificate_set_xfcc_hash_alone": "i:hi", "client_certificate_reset": "v:h",
    "client_certificate_set_trusted_peer": "i:hi", "client_certificate_add_header": "i:hss",
    "client_certificate_check": "i:h", "client_certificate_der": "i:hT", "client_certificate_x5t_s256": "i:hT",
    "client_certificate_chain_length": "z:h",
    "tls_client_auth_new": "h:h", "tls_client_auth_free": "v:h", "tls_client_auth_reset": "v:h",
    "tls_client_auth_set": "i:his", "tls_client_auth_check": "i:hish", "tls_client_auth_check_self_signed": "i:hssh",
    "replay_new": "h:hz", "replay_free": "v:h", "replay_add_if_absent": "i:hsqq", "replay_memory": "z:h",
    "replay_live": "z:hq",
    "dpop_nonce_new": "i:hsqiH", "dpop_nonce_free": "v:h", "dpop_nonce_rotate": "i:hs", "dpop_nonce_make": "i:hqB",
    "dpop_nonce_check": "i:hsq",
    "dpop_new": "h:h", "dpop_free": "v:h", "dpop_set_method": "i:hs", "dpop_set_url": "i:hs",
    "dpop_set_access_token": "i:hs", "dpop_set_jkt": "i:hs", "dpop_set_algs": "i:hi", "dpop_set_window": "i:hqq",
    "dpop_set_nonce": "i:hh", "dpop_check": "i:hsqh",
    "redirect_uri_check_registration": "i:si", "redirect_uri_check": "i:ssi",
    "client_assertion_new": "h:h", "client_assertion_free": "v:h", "client_assertion_set_client": "i:hshi",
    "client_assertion_set_issuer": "i:hs", "client_assertion_add_endpoint": "i:hs", "client_assertion_set_aud": "i:hi",
    "client_assertion_set_algs": "i:hi", "client_assertion_set_window": "i:hqq",
    "client_assertion_set_lifetime": "i:hqq", "client_assertion_set_type": "i:hs",
    "client_assertion_set_form_client_id": "i:hs", "client_assertion_set_other_method": "i:hi",
    "client_auth_new": "h:h", "client_auth_free": "v:h", "client_auth_set_body": "i:hs", "client_auth_set_query": "i:hs",
    "client_auth_set_connection": "i:hii", "client_auth_set_registered": "i:hi", "client_auth_set_allowed": "i:hii",
    "client_auth_check": "i:hh", "client_auth_get": "i:hsT",
    "client_assertion_check": "i:hsqh", "client_assertion_claimed": "i:shT",
    "parameters_new": "h:h", "parameters_free": "v:h", "parameters_reset": "v:h", "parameters_add": "i:hss",
    "grant_new": "h:hi", "grant_free": "v:h", "grant_reset": "v:h", "grant_set_value": "i:hs",
    "grant_set_client": "i:hs", "grant_set_redirect_uri": "i:hs", "grant_set_challenge": "i:hs",
    "grant_set_scope": "i:hs", "grant_set_jkt": "i:hs", "grant_set_x5t_s256": "i:hs", "grant_set_times": "i:hqq",
    "grant_set_used": "i:hi", "grant_set_state": "i:hi", "grant_set_push": "i:hi", "grant_set_polling": "i:hqq",
    "par_request_uri": "i:B", "par_new": "h:h", "par_free": "v:h", "par_reset": "v:h", "par_set_lifetime": "i:hqq",
    "par_set_required": "i:hi", "par_set_extra_refused": "i:hi", "par_set_one_time": "i:hi", "par_set_method": "i:hs",
    "par_set_content_type": "i:hs", "par_set_client": "i:hs", "par_set_jkt": "i:hs", "par_check_lifetime": "i:hq",
    "par_check": "i:hhh", "par_check_reference": "i:hhhqh", "authorization_request_new": "h:h",
    "authorization_request_free": "v:h", "authorization_request_set_response": "i:hii",
    "authorization_request_set_pkce_required": "i:hi", "authorization_request_set_nonce_or_state": "i:hi",
    "authorization_request_set_scope_required": "i:hi", "authorization_request_set_nonce_max": "i:hq",
    "authorization_request_add_details_type": "i:hs", "authorization_request_check": "i:hhsh",
    "backchannel_request_new": "h:h", "backchannel_request_free": "v:h", "backchannel_request_reset": "v:h",
    "backchannel_request_set_signed_required": "i:hi", "backchannel_request_set_hints": "i:hi",
    "backchannel_request_set_delivery": "i:hi", "backchannel_request_set_user_code_required": "i:hi",
    "backchannel_request_set_binding_message": "i:hiq", "backchannel_request_set_max_expiry": "i:hq",
    "backchannel_request_set_context_required": "i:hi", "backchannel_request_add_details_type": "i:hs",
    "backchannel_request_set_client": "i:hsiii", "backchannel_request_set_client_user_code": "i:hi",
    "backchannel_request_check": "i:hhhqh", "backchannel_request_finish": "i:hi",
    "client_new": "i:hssH", "client_free": "v:h", "client_id": "i:hT",
    "token_request_new": "h:h", "token_request_free": "v:h", "token_request_reset": "v:h",
    "token_request_set_grant_types": "i:hi", "token_request_set_lifetimes": "i:hqq",
    "token_request_set_pkce_required": "i:hi", "token_request_set_binding": "i:hii",
    "token_request_set_method": "i:hs", "token_request_set_client": "i:hsii",
    "token_request_set_client_bound": "i:hi", "token_request_set_rotates": "i:hi", "token_request_set_jkt": "i:hs",
    "token_request_set_x5t_s256": "i:hs", "token_request_check": "i:hhhqh",
    "request_object_new": "h:h", "request_object_free": "v:h", "request_object_set_client": "i:hsh",
    "request_object_add_audience": "i:hs", "request_object_set_algs": "i:hi",
    "request_object_set_registered_alg": "i:hi", "request_object_set_typ_required": "i:hi",
    "request_object_set_backchannel": "i:hi", "request_object_set_limits": "i:hqq",
    "request_object_set_skew": "i:hqq", "request_object_check": "i:hsqh",
    "control_count": "z:", "control_at": "i:z", "control_name": "t:i", "control_group": "t:i", "control_unit": "t:i",
    "control_threat": "t:i", "control_enforcer": "t:i", "control_enforced": "i:i", "profile_name": "t:i",
    "profile_value": "i:iiQ", "profile_range": "i:iiQQ", "profile_base": "i:i", "profile_clause": "t:ii",
    "control_describe": "i:iqB",
    "policy_new": "h:hi", "policy_free": "v:h", "policy_set": "i:hiq", "policy_insecure_set": "i:hiq",
    "policy_get": "i:hiQ", "policy_profile": "i:h", "policy_conforms": "i:h",
    "request_new": "h:h", "request_free": "v:h", "request_reset": "v:h", "request_set_method": "i:hs",
    "request_set_url": "i:hs", "request_add_header": "i:hss", "request_set_certificate": "i:hs",
    "request_set_certificate_thumbprint": "i:hs",
    "request_set_tls": "i:hii", "request_require_scope": "i:hs", "request_set_revoked": "i:hi",
    "request_set_token_in_body": "i:hi",
    "rs_new": "h:h", "rs_free": "v:h", "rs_add_issuer": "i:hshq", "rs_replace_keys": "i:hshq",
    "rs_add_audience": "i:hs", "rs_set_realm": "i:hs", "rs_set_replay": "i:hh", "rs_set_replay_external": "i:hi",
    "rs_set_dpop_nonce": "i:hh", "rs_set_cache": "i:hz", "rs_seal": "i:h", "rs_check": "i:hhqh", "rs_finish": "i:hhi",
    "answer_body": "i:hT", "answer_free": "v:h", "answer_header": "i:hzNT", "answer_header_count": "z:h",
    "answer_http": "i:h", "answer_kind": "i:h", "answer_new": "h:h", "answer_reset": "v:h", "answer_set": "i:his",
    "answer_set_expires_in": "i:hq", "as_add_details_type": "i:hs", "as_add_endpoint": "i:hs",
    "as_add_signer": "i:hh", "as_answer_authorization": "i:hhsqh", "as_answer_backchannel": "i:hhqh",
    "as_answer_introspection": "i:hhhqh", "as_answer_par": "i:hhh", "as_answer_refusal": "i:hhqh",
    "as_answer_token": "i:hhhqh", "as_check_authorization": "i:hhhhqh", "as_check_backchannel": "i:hhhqh",
    "as_check_client": "i:hhhqh", "as_check_introspection": "i:hhhqh", "as_check_par": "i:hhhqh",
    "as_check_token": "i:hhhhqh", "as_claimed_client": "i:hhhT", "as_finish": "i:hhiz", "as_free": "v:h",
    "as_jwks": "i:hT", "as_new": "h:h", "as_seal": "i:h", "as_set_backchannel": "i:hh", "as_set_dpop_nonce": "i:hh",
    "as_set_grant_types": "i:hi", "as_set_issuer": "i:hs", "as_set_replay": "i:hh", "as_set_replay_external": "i:hi",
    "grant_set_parameters": "i:hs", "grant_set_rotates": "i:hi", "id_token_hash": "i:isB",
    "request_parameter": "i:hsT", "request_set_body": "i:hs", "request_set_certificate_verified": "i:hi",
    "decrypter_new": "i:hsH",
    "decrypter_generate": "i:hiH", "decrypter_free": "v:h", "decrypter_algs": "i:h",
    "decrypter_public_jwk": "i:hT", "encrypter_new": "i:hsiiH", "encrypter_new_from_set": "i:hsiiH",
    "encrypter_free": "v:h", "jwe_new": "h:h", "jwe_free": "v:h", "jwe_set_allowed": "i:hii",
    "jwe_add_decrypter": "i:hh", "jwe_check": "i:hhish", "jwe_encrypt": "i:hhsT", "dpop_set_server_nonce": "i:hs",
    "dpop_make": "i:hhqT", "authorization_response_new": "h:h", "authorization_response_free": "v:h",
    "authorization_response_set_issuer": "i:hs", "authorization_response_set_iss_required": "i:hi",
    "authorization_response_set_iss_announced": "i:hi", "authorization_response_set_state": "i:hs",
    "authorization_response_insecure_set_no_state": "i:h", "authorization_response_set_response_type": "i:hi",
    "authorization_response_check": "i:hsh", "authorization_response_code": "i:hT",
    "authorization_response_id_token": "i:hT", "jarm_new": "h:h", "jarm_free": "v:h", "jarm_set_server": "i:hsh",
    "jarm_set_client": "i:hsi", "jarm_set_state": "i:hs", "jarm_insecure_set_no_state": "i:h",
    "jarm_set_response_type": "i:hi", "jarm_set_algs": "i:hi", "jarm_add_decrypter": "i:hh",
    "jarm_set_jwe_algs": "i:hii", "jarm_set_window": "i:hqq", "jarm_set_lifetime": "i:hq", "jarm_check": "i:hsqh",
    "id_token_new": "h:h", "id_token_free": "v:h", "id_token_reset": "v:h", "id_token_set_issuer": "i:hs",
    "id_token_set_client": "i:hsi", "id_token_add_audience": "i:hs", "id_token_set_algs": "i:hi",
    "id_token_add_decrypter": "i:hh", "id_token_set_jwe_algs": "i:hii", "id_token_set_window": "i:hqqq",
    "id_token_set_nonce": "i:hs", "id_token_insecure_set_no_nonce": "i:h", "id_token_set_front_channel": "i:hss",
    "id_token_set_access_token": "i:hs", "id_token_set_refresh_token": "i:hs", "id_token_set_auth_req_id": "i:hs",
    "id_token_set_acr_values": "i:hs", "id_token_set_max_age": "i:hq", "id_token_set_earlier": "i:hsiq",
    "id_token_check": "i:hhsqh", "request_method": "i:hT", "request_url": "i:hT", "request_header_count": "z:h",
    "request_header": "i:hzNT", "request_body": "i:hT", "request_set_idempotent": "i:hi",
    "request_check_field": "i:ss", "response_new": "h:h", "response_free": "v:h", "response_reset": "v:h",
    "response_set_http": "i:hi", "response_add_header": "i:hss", "response_set_body": "i:hs",
    "metadata_url": "i:isBZ", "metadata_url_kind": "i:sz", "metadata_make_request": "i:ish",
    "as_may_ask": "i:hh", "as_store_failed": "i:hih", "rs_presented_token": "i:hhqhT", "signer_private_jwk": "i:hBZ",
    "metadata_next_kind": "i:sih", "metadata_make_keys_request": "i:sh", "metadata_check_keys_response": "i:hh",
    "metadata_check_response": "i:ish", "metadata_check_resource": "i:hssh", "metadata_check_cross": "i:ssh",
    "registration_compare": "i:ssh", "signed_metadata_new": "h:h", "signed_metadata_free": "v:h",
    "signed_metadata_add_issuer": "i:hsh", "signed_metadata_set_algs": "i:hi", "signed_metadata_check": "i:hsqh",
    "signed_metadata_merge": "i:hsBZ", "body_signature_new": "h:h", "body_signature_free": "v:h",
    "body_signature_set_issuer": "i:hs", "body_signature_set_trust_anchor": "i:hs",
    "body_signature_set_b64_false": "i:hi", "body_signature_set_media_type": "i:hs",
    "body_signature_set_keys": "i:hh", "body_signature_set_body": "i:hs", "body_signature_check": "i:hsqh",
    "body_signature_make": "i:hhqT", "api_message_new": "h:h", "api_message_free": "v:h",
    "api_message_set_sender": "i:hs", "api_message_set_receiver": "i:hs", "api_message_set_keys": "i:hh",
    "api_message_set_content_type": "i:hs", "api_message_check": "i:hsqh", "api_message_make": "i:hshq",
    "api_message_jwt": "i:hT", "rs_set_client_id": "i:hss", "rs_set_resource_metadata": "i:hs",
    "rs_add_decrypter": "i:hh", "rs_set_encryption": "i:hii", "rs_check_introspected": "i:hshhqh",
    "message_signature_new": "h:h", "message_signature_free": "v:h", "message_signature_reset": "v:h",
    "message_signature_set_method": "i:hs", "message_signature_set_url": "i:hs",
    "message_signature_set_http": "i:hi", "message_signature_add_header": "i:hiss",
    "message_signature_set_body": "i:his", "message_signature_set_keys": "i:hh",
    "message_signature_set_algs": "i:hi", "message_signature_set_window": "i:hqq",
    "message_signature_set_tag": "i:his", "message_signature_require": "i:his",
    "message_signature_insecure_set_unlinked": "i:hi", "message_signature_check_request": "i:hqh",
    "message_signature_check_response": "i:hqh", "message_signature_keyid": "i:hT",
    "message_signature_sign_request": "i:hhq", "message_signature_sign_response": "i:hhq",
    "message_signature_header": "i:hzNT", "as_add_decrypter": "i:hh", "flow_new": "h:h", "flow_free": "v:h",
    "flow_reset": "v:h", "flow_set_parameter": "i:hss", "flow_store": "i:hT", "flow_load": "i:hs",
    "flow_value": "i:hsT", "flow_expires_at": "q:h", "verdict_next": "i:h", "verdict_wait": "q:h",
    "verdict_server_error": "i:hT", "rp_new": "h:h", "rp_free": "v:h", "rp_set_client": "i:hh",
    "rp_set_server": "i:hssh", "rp_set_keys": "i:hhq", "rp_replace_keys": "i:hhq", "rp_add_signer": "i:hh",
    "rp_set_dpop_signer": "i:hh", "rp_add_decrypter": "i:hh", "rp_set_mtls": "i:hi", "rp_seal": "i:h",
    "rp_make_par": "i:hhqh", "rp_make_authorization": "i:hhqh", "rp_make_token": "i:hhqh",
    "rp_make_refresh": "i:hhqh", "rp_make_client_credentials": "i:hhqh", "rp_make_poll": "i:hhqh",
    "rp_make_backchannel": "i:hhqh", "rp_make_resource": "i:hhssqh", "rp_make_userinfo": "i:hhqh",
    "rp_make_introspection": "i:hsqh", "rp_make_revocation": "i:hhqh", "rp_check_par": "i:hhhqh",
    "rp_check_authorization": "i:hhhqh", "rp_check_token": "i:hhhqh", "rp_check_backchannel": "i:hhhqh",
    "rp_check_ping": "i:hhhqh", "rp_check_resource": "i:hhhhqh", "rp_check_userinfo": "i:hhhqh",
    "verdict_hint_sub": "i:hT",
    "rp_set_encrypter": "i:hh", "grant_set_user": "i:hs", "grant_store": "i:hT", "grant_load": "i:hsi",
    "grant_key": "i:hT", "grant_family": "i:hT", "grant_spends": "i:hzT", "grant_scope": "i:hzT", "grant_keep_until": "q:h",
    "grant_value": "i:hsT", "grant_type_of": "i:h", "rs_answer": "i:hhh", "as_set_endpoint": "i:his",
    "as_set_mtls_endpoint": "i:his", "as_add_scope": "i:hs", "as_add_resource": "i:hs",
    "as_set_client_auth": "i:hi", "as_set_opaque_tokens": "i:hi", "as_answer_metadata": "i:hsh",
    "as_answer_jwks": "i:hh", "as_check_revocation": "i:hhhhqh", "as_check_userinfo": "i:hhhqh",
    "as_check_consent": "i:hhhqh", "as_stored_key": "i:hhiB", "verdict_revoke": "i:h", "as_spent": "i:hh",
    "as_answer_revocation": "i:hhh", "as_answer_userinfo": "i:hhhsqh", "as_issue_par": "i:hhqhh",
    "as_issue_consent": "i:hhhhqh", "as_issue_code": "i:hhhhsqhh", "as_issue_denial": "i:hhhhqh",
    "as_issue_token": "i:hhhhqhhh", "as_issue_introspection": "i:hhhhqh", "rp_check_revocation": "i:hhhqh",
}
_FIRST_RULE = 100  # statuses below are about the use of the library, the others name a broken rule
_JKT_SIZE = 44


def _declare():
    functions = {}
    for name, shape in _FUNCTIONS.items():
        result, arguments = shape.split(":")
        function = getattr(_lib, "fapi_" + name)
        function.restype = _RESULTS[result]
        function.argtypes = [c_type for letter in arguments for c_type in _ARGUMENTS[letter]]
        functions[name] = function
    return functions


_fapi = _declare()


class Error(Exception):
    """A call that failed: status, name, text and clause say why."""

    def __init__(self, status):
        self.status = status
        self.name = status_name(status)
        self.text = status_text(status)
        self.clause = status_clause(status)
        super().__init__(f"{self.name}: {self.text}" + (f" ({self.clause})" if self.clause else ""))


class Refused(Error):
    """The message broke a rule of the specification."""


def _bytes(value):
    return value.encode() if isinstance(value, str) else bytes(memoryview(value))  # bytes(3) would be three NULs


def _json_bytes(value):
    return _bytes(json.dumps(value)) if isinstance(value, (dict, list)) else _bytes(value)


def _time(seconds):
    """Seconds since 1970; None is this moment."""
    return int(time.time() if seconds is None else seconds)


def _raise(status):
    if status == 0:
        return
    if status == 2:
        raise MemoryError("libfapi: memory ran out")
    raise (Refused if status >= _FIRST_RULE else Error)(status)


def _status(name, *arguments):
    """Call a function that gives a status. Bytes bring their length along."""
    plain = []
    for argument in arguments:
        plain += [argument, len(argument)] if isinstance(argument, bytes) else [argument]
    return _fapi[name](*plain)


def _call(name, *arguments):
    """The same, and a failure raises."""
    _raise(_status(name, *arguments))


def _text(name, *arguments):
    value = _fapi[name](*arguments)
    return None if value is None else value.decode()


def _borrowed(name, *arguments):
    """The bytes that a function lends, copied."""
    pointer, length = ctypes.c_void_p(), ctypes.c_size_t()
    _call(name, *arguments, ctypes.byref(pointer), ctypes.byref(length))
    return ctypes.string_at(pointer, length.value) if length.value else b""


def _filled(name, *arguments, size=_JKT_SIZE):
    """The text that a function writes into a buffer of ours."""
    buffer = ctypes.create_string_buffer(size)
    _call(name, *arguments, buffer, size)
    return buffer.value.decode()


def _number(name, *arguments):
    value = ctypes.c_int64()
    _call(name, *arguments, ctypes.byref(value))
    return value.value


# ---------------------------------------------------------------------------------------------- constants, statuses


def constant(name):
    """The value of a public constant, for example constant("FAPI_DPOP_HTU")."""
    return _number("constant", _bytes(name))


def __getattr__(name):  # fapi.FAPI_DPOP_HTU
    if name.startswith("FAPI_"):
        try:
            value = constant(name)
        except Error:
            pass
        else:
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def version():
    return _text("version")


def status_name(status):
    return _text("status_name", status)


def status_text(status):
    return _text("status_text", status)


def status_clause(status):
    return _text("status_clause", status)


def status_oauth_error(status):
    return _text("status_oauth_error", status)


def status_http(status):
    return _fapi["status_http"](status)


def statuses():
    """Every status, in ascending order."""
    return [_fapi["status_at"](index) for index in range(_fapi["status_count"]())]


def alg_name(alg):
    return _text("alg_name", alg)


def subject_name(subject):
    return _text("subject_name", subject)


# ---------------------------------------------------------------------------------------------------------- handles


class _Pointer:
    """A C handle, freed with the last reference to this: a call that runs in another thread holds one, and so does an
    object that borrowed it, so that close() takes nothing away from them."""

    def __init__(self, pointer, free):
        self._as_parameter_ = pointer  # what ctypes passes in place of this
        self._free = _fapi[free]

    def __del__(self):
        self._free(self._as_parameter_)

    def __reduce__(self):
        raise TypeError("handles of libfapi cannot be copied or pickled")


class _Handle:
    """An object of the library: given up by close(), at the end of a `with` block, or when Python forgets it. Use of it
    after that raises Error."""

    _free = None
    _pointer = None

    def _take(self, pointer):
        if not pointer:
            raise MemoryError("libfapi: memory ran out")
        self._pointer = _Pointer(pointer, self._free)

    def _make(self, name, *arguments):
        pointer = ctypes.c_void_p()
        _call(name, *arguments, ctypes.byref(pointer))
        self._take(pointer.value)

    def close(self):
        self._pointer = None

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()


def _of(handle):
    """The C handle of an object, or NULL."""
    return None if handle is None else handle._pointer


class Context(_Handle):
    """Allocator and cryptographic state. Optional everywhere: default_context() serves who gives none."""

    _free = "context_free"

    def __init__(self):
        self._take(_fapi["context_new"]())

    @property
    def provider(self):
        return _text("context_provider", self._pointer)

    def set_openssl_ed25519(self, on=True):
        _call("context_set_openssl_ed25519", self._pointer, int(on))


_default = None


def default_context():
    global _default
    if _default is None:
        _default = Context()
    return _default


def _context(context):
    return (context or default_context())._pointer


class Jwk(_Handle):
    """One public key, from JSON text or a dict."""

    _free = "jwk_free"

    def __init__(self, jwk, context=None):
        self._make("jwk_new", _context(context), _json_bytes(jwk))

    @property
    def alg(self):
        return _fapi["jwk_alg"](self._pointer)

    @property
    def kid(self):
        return _borrowed("jwk_kid", self._pointer).decode()

    @property
    def thumbprint(self):
        return _filled("jwk_thumbprint", self._pointer)


class Jwks(_Handle):
    """A set of public keys, from JSON text or a dict. Keys that could not be used are in `skipped`, as statuses."""

    _free = "jwks_free"

    def __init__(self, document, insecure_rs256_default=False, context=None):
        self._take(_fapi["jwks_new"](_context(context)))
        if insecure_rs256_default:
            _call("jwks_insecure_set_rs256_default", self._pointer, 1)
        _call("jwks_load", self._pointer, _json_bytes(document))

    def __len__(self):
        return _fapi["jwks_count"](self._pointer)

    @property
    def skipped(self):
        count = _fapi["jwks_skipped_count"](self._pointer)
        return [_fapi["jwks_skipped_status"](self._pointer, index) for index in range(count)]


class Signer(_Handle):
    """A private key that signs, from a private JWK (JSON text or a dict)."""

    _free = "signer_free"

    def __init__(self, jwk, context=None):
        self._make("signer_new", _context(context), _json_bytes(jwk))

    @classmethod
    def generate(cls, alg, context=None):
        signer = cls.__new__(cls)
        signer._make("signer_generate", _context(context), alg)
        return signer

    @property
    def alg(self):
        return _fapi["signer_alg"](self._pointer)

    @property
    def public_jwk(self):
        return json.loads(_borrowed("signer_public_jwk", self._pointer))

    def private_jwk(self):
        """To keep the key in a file: whoever reads it is this signer."""
        buffer, length = ctypes.create_string_buffer(10240), ctypes.c_size_t()
        try:
            _call("signer_private_jwk", self._pointer, buffer, len(buffer), ctypes.byref(length))
            return json.loads(buffer.value)
        finally:
            ctypes.memset(buffer, 0, len(buffer))

    @property
    def thumbprint(self):
        return _filled("signer_thumbprint", self._pointer)

    def sign(self, payload, typ="", embed_jwk=False, context=None):
        """A compact JWS. payload: bytes, text, or a dict that becomes JSON."""
        builder = _fapi["jws_new"](_context(context))
        if not builder:
            raise MemoryError("libfapi: memory ran out")
        try:
            _call("jws_set_typ", builder, _bytes(typ))
            _call("jws_set_embed_jwk", builder, int(embed_jwk))
            return _borrowed("jws_sign", builder, self._pointer, _json_bytes(payload)).decode()
        finally:
            _fapi["jws_free"](builder)


# ---------------------------------------------------------------------------------------------------------- verdict

Rule = namedtuple("Rule", "status name clause outcome subject")
Rule.__doc__ = "One rule that was tried: outcome is 'pass', 'fail' or 'skip'."
_OUTCOMES = ("pass", "fail", "skip")


class Verdict(_Handle):
    """The result of a check. True if the message may pass; it may be handed to the next check for reuse."""

    _free = "verdict_free"

    def __init__(self, trace=False, context=None):
        self._take(_fapi["verdict_new"](_context(context)))
        if trace:
            _call("verdict_set_trace", self._pointer, 1)

    def __bool__(self):
        return self.status == 0

    def __repr__(self):
        return f"<Verdict {self.name} {self.clause}>".replace(" >", ">")

    def reset(self):
        _fapi["verdict_reset"](self._pointer)

    def raise_for_status(self):
        """Raise Refused if the message may not pass."""
        _raise(self.status)

    @property
    def status(self):
        return _fapi["verdict_status"](self._pointer)

    @property
    def http(self):
        return _fapi["verdict_http"](self._pointer)

    @property
    def refresh_keys(self):
        return bool(_fapi["verdict_refresh_keys"](self._pointer))

    @property
    def next(self):
        """After a check of the client's own side: FAPI_NEXT_GO_ON, _RETRY, _WAIT, ..."""
        return _fapi["verdict_next"](self._pointer)

    @property
    def wait(self):
        """Seconds, with FAPI_NEXT_WAIT."""
        return _fapi["verdict_wait"](self._pointer)

    @property
    def server_error(self):
        """The error that the server sent, "" if none."""
        return _borrowed("verdict_server_error", self._pointer).decode()

    @property
    def subject(self):
        return subject_name(_fapi["verdict_subject"](self._pointer))

    @property
    def claims(self):
        """All claims of a message that passed, as a dict."""
        return json.loads(_borrowed("verdict_claims_json", self._pointer))

    @property
    def claims_json(self):
        """The same as it came, to be stored: of a request to an authorization server its parameters."""
        return _borrowed("verdict_claims_json", self._pointer).decode()

    def claim_string(self, name):
        return _borrowed("verdict_claim_string", self._pointer, _bytes(name)).decode()

    def claim_integer(self, name):
        return _number("verdict_claim_integer", self._pointer, _bytes(name))

    def claim_json(self, name):
        return _borrowed("verdict_claim_json", self._pointer, _bytes(name)).decode()

    @property
    def payload(self):
        """The payload of a JWS that passed, as bytes."""
        return _borrowed("verdict_payload", self._pointer)

    @property
    def revoke(self):
        """FAPI_REVOKE_NOTHING, _TOKEN or _FAMILY: what must go, also after a refusal."""
        return _fapi["verdict_revoke"](self._pointer)

    @property
    def replay_keys(self):
        """What the message spends, as (32 bytes to spend in a shared store, until when): all of them, or it must not pass."""
        spent, expiry = [], ctypes.c_int64()
        pointer, length = ctypes.c_void_p(), ctypes.c_size_t()
        while True:
            _call("verdict_replay_key", self._pointer, len(spent), ctypes.byref(pointer), ctypes.byref(length),
                  ctypes.byref(expiry))
            if not length.value:
                return spent
            spent.append((ctypes.string_at(pointer, length.value), expiry.value))

    @property
    def trace(self):
        """Every rule that was tried, in order, if the verdict was made with trace=True."""
        rules = []
        for index in range(_fapi["verdict_trace_count"](self._pointer)):
            status = _fapi["verdict_trace_status"](self._pointer, index)
            outcome = _fapi["verdict_trace_outcome"](self._pointer, index)
            subject = _fapi["verdict_trace_subject"](self._pointer, index)
            rules.append(Rule(status, status_name(status), status_clause(status), _OUTCOMES[outcome],
                              subject_name(subject)))
        return rules

    @property
    def warnings(self):
        count = _fapi["verdict_warning_count"](self._pointer)
        return [_fapi["verdict_warning"](self._pointer, index) for index in range(count)]


def _lend(getter):
    return property(lambda verdict: _borrowed(getter, verdict._pointer).decode())


def _say(getter):
    return property(lambda verdict: _text(getter, verdict._pointer))


for _name in ("name", "clause", "text", "expected", "actual", "oauth_error"):
    setattr(Verdict, _name, _say("verdict_" + _name))
for _name in ("www_authenticate", "error_json", "dpop_nonce", "interaction_id", "jkt", "x5t_s256"):
    setattr(Verdict, _name, _lend("verdict_" + _name))  # "" where there is nothing


def _judge(verdict, name, *arguments):
    """Run a check. A broken rule is a result; wrong use of the library raises."""
    status = _status(name, *arguments)
    if 0 < status < _FIRST_RULE:
        _raise(status)
    return verdict


# -------------------------------------------------------------------------------------------------------- documents


def jws_check(jwks, algs, jws, verdict=None):
    """Verify a compact JWS with a key of the set."""
    verdict = Verdict() if verdict is None else verdict
    return _judge(verdict, "jws_check", jwks._pointer, algs, _bytes(jws), verdict._pointer)


class Jwt(_Handle):
    """What a JWT must look like: of this issuer, for this audience (alone or among others)."""

    _free = "jwt_free"

    def __init__(self, issuer, audience, algs, typ="", skew=None, context=None):
        self._take(_fapi["jwt_new"](_context(context)))
        _call("jwt_set_issuer", self._pointer, _bytes(issuer))
        _call("jwt_set_audience", self._pointer, _bytes(audience))
        _call("jwt_set_algs", self._pointer, algs)
        if typ:
            _call("jwt_set_typ", self._pointer, _bytes(typ))
        if skew is not None:
            _call("jwt_set_skew", self._pointer, skew)

    def check(self, jwks, token, now=None, verdict=None):
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "jwt_check", self._pointer, jwks._pointer, _bytes(token), _time(now), verdict._pointer)


def pkce_verifier():
    """A fresh code_verifier."""
    return _filled("pkce_verifier")


def pkce_challenge(verifier):
    """The S256 code_challenge of a code_verifier."""
    return _filled("pkce_challenge", _bytes(verifier))


def pkce_check_challenge(challenge, method):
    """Judge what an authorization request carries; raises Refused."""
    _call("pkce_check_challenge", _bytes(challenge), _bytes(method))


def pkce_check(verifier, challenge):
    """Judge a code_verifier against the stored challenge; raises Refused."""
    _call("pkce_check", _bytes(verifier), _bytes(challenge))


def mtls_thumbprint(certificate):
    """The x5t#S256 thumbprint of a certificate, DER or PEM."""
    return _filled("mtls_thumbprint", _bytes(certificate))


class Replay(_Handle):
    """A store of one-use values in memory."""

    _free = "replay_free"

    def __init__(self, capacity, context=None):
        self._take(_fapi["replay_new"](_context(context), capacity))

    def add_if_absent(self, key, expiry, now=None):
        """True if the key was new, False if it was seen before; raises Refused when the store is full."""
        status = _status("replay_add_if_absent", self._pointer, _bytes(key), int(expiry), _time(now))
        if status == constant("FAPI_REPLAY_SEEN"):
            return False
        _raise(status)
        return True

    def live(self, now=None):
        return _fapi["replay_live"](self._pointer, _time(now))

    @property
    def memory(self):
        return _fapi["replay_memory"](self._pointer)


class DpopNonce(_Handle):
    """Server nonces without state. secret: 32 to 64 bytes that all nodes share; empty: a random one."""

    _free = "dpop_nonce_free"

    def __init__(self, secret=b"", slot=60, slots=2, context=None):
        self._make("dpop_nonce_new", _context(context), _bytes(secret), slot, slots)

    def rotate(self, secret=b""):
        _call("dpop_nonce_rotate", self._pointer, _bytes(secret))

    def make(self, now=None):
        return _filled("dpop_nonce_make", self._pointer, _time(now))

    def check(self, value, now=None):
        """Raises Refused."""
        _call("dpop_nonce_check", self._pointer, _bytes(value), _time(now))


class Dpop(_Handle):
    """What a DPoP proof must fit: a request, perhaps an access token, a key, a nonce."""

    _free = "dpop_free"

    def __init__(self, method, url, access_token="", jkt="", algs=None, window=None, nonce=None, context=None):
        self._take(_fapi["dpop_new"](_context(context)))
        self._nonce = _of(nonce)  # the library borrows it
        _call("dpop_set_method", self._pointer, _bytes(method))
        _call("dpop_set_url", self._pointer, _bytes(url))
        _call("dpop_set_access_token", self._pointer, _bytes(access_token))
        _call("dpop_set_jkt", self._pointer, _bytes(jkt))
        if algs is not None:
            _call("dpop_set_algs", self._pointer, algs)
        if window is not None:
            _call("dpop_set_window", self._pointer, *window)
        _call("dpop_set_nonce", self._pointer, self._nonce)

    def check(self, proof, now=None, verdict=None):
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "dpop_check", self._pointer, _bytes(proof), _time(now), verdict._pointer)


class ClientAssertion(_Handle):
    """What a client assertion (private_key_jwt) must fit: client, its Jwks and registered alg, and this server.

    any_endpoint: aud may also be one of endpoints, or an array; else it is the issuer as a string, as FAPI 2.0 has it."""

    _free = "client_assertion_free"
    TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    def __init__(self, client_id, jwks, issuer, registered_alg=0, endpoints=(), any_endpoint=False, algs=None,
                 window=None, lifetime=None, age=0, context=None):
        self._take(_fapi["client_assertion_new"](_context(context)))
        _call("client_assertion_set_client", self._pointer, _bytes(client_id), jwks._pointer, registered_alg)
        _call("client_assertion_set_issuer", self._pointer, _bytes(issuer))
        for endpoint in endpoints:
            _call("client_assertion_add_endpoint", self._pointer, _bytes(endpoint))
        if any_endpoint:
            _call("client_assertion_set_aud", self._pointer, constant("FAPI_ASSERTION_AUD_ANY_ENDPOINT"))
        if algs is not None:
            _call("client_assertion_set_algs", self._pointer, algs)
        if window is not None:
            _call("client_assertion_set_window", self._pointer, *window)
        if lifetime is not None:
            _call("client_assertion_set_lifetime", self._pointer, lifetime, age)

    def check(self, assertion, assertion_type=TYPE, client_id="", other_method=False, now=None, verdict=None):
        """Judge an assertion with the parameters beside it. The verdict's replay_keys are still to be spent."""
        verdict = Verdict() if verdict is None else verdict
        _call("client_assertion_set_type", self._pointer, _bytes(assertion_type))
        _call("client_assertion_set_form_client_id", self._pointer, _bytes(client_id))
        _call("client_assertion_set_other_method", self._pointer, int(other_method))
        return _judge(verdict, "client_assertion_check", self._pointer, _bytes(assertion), _time(now), verdict._pointer)


# --------------------------------------------------------------------------------------------------- profile, policy

Control = namedtuple("Control", "number name group unit threat enforcer enforced")


def controls():
    """The rows of the table of profiles."""
    rows = []
    for index in range(_fapi["control_count"]()):
        number = _fapi["control_at"](index)
        texts = [_text("control_" + column, number) for column in ("name", "group", "unit", "threat", "enforcer")]
        rows.append(Control(number, *texts, bool(_fapi["control_enforced"](number))))
    return rows


def profile_name(profile):
    return _text("profile_name", profile)


def profile_value(profile, control):
    return _number("profile_value", profile, control)


def profile_range(profile, control):
    """What a policy takes: from the loosest value that still is the profile to the strictest."""
    loosest, strictest = ctypes.c_int64(), ctypes.c_int64()
    _call("profile_range", profile, control, ctypes.byref(loosest), ctypes.byref(strictest))
    return loosest.value, strictest.value


def profile_base(profile):
    """The profile that a profile is built on; 0 for none."""
    return _fapi["profile_base"](profile)


def profile_clause(profile, control):
    return _text("profile_clause", profile, control)


def control_describe(control, value):
    return _filled("control_describe", control, value, size=512)


class Policy(_Handle):
    """A profile with overrides: policy[fapi.FAPI_CONTROL_DPOP_NONCE] = 1. What would loosen the profile raises."""

    _free = "policy_free"

    def __init__(self, profile, context=None):
        if _fapi["profile_name"](profile) is None:
            raise Error(constant("FAPI_ERR_ARG"))
        self._take(_fapi["policy_new"](_context(context), profile))

    def __getitem__(self, control):
        return _number("policy_get", self._pointer, control)

    def __setitem__(self, control, value):
        _call("policy_set", self._pointer, control, value)

    def insecure_set(self, control, value):
        _call("policy_insecure_set", self._pointer, control, value)

    @property
    def profile(self):
        return _fapi["policy_profile"](self._pointer)

    @property
    def conforms(self):
        return bool(_fapi["policy_conforms"](self._pointer))


# --------------------------------------------------------------------------------------------------- resource server


def _fields(name, pointer, count):
    """Pairs of name and value."""
    fields = []
    for index in range(count):
        field = ctypes.c_char_p()
        value = _borrowed(name, pointer, index, ctypes.byref(field))
        fields.append((field.value.decode(), value.decode()))
    return fields


class Request(_Handle):
    """One HTTP request. headers: pairs of name and value, repeated ones too, or a dict. body: of a request to an authorization server.
    certificate_verified: the TLS server has verified its chain, which tls_client_auth needs."""

    _free = "request_free"

    def __init__(self, method="", url="", headers=(), certificate=None, tls=None, scopes=(), revoked=False,
                 token_in_body=False, body=None, certificate_verified=False, context=None):
        self._take(_fapi["request_new"](_context(context)))
        if method:
            self.set_method(method)
        if url:
            self.set_url(url)
        for name, value in headers.items() if isinstance(headers, dict) else headers:
            self.add_header(name, value)
        if certificate is not None:
            self.set_certificate(certificate)
        if tls is not None:
            self.set_tls(*tls)
        for scope in scopes:
            self.require_scope(scope)
        if revoked:
            self.set_revoked(True)
        if token_in_body:
            self.set_token_in_body(True)
        if body is not None:
            self.set_body(body)
        if certificate_verified:
            self.set_certificate_verified(True)

    def reset(self):
        _fapi["request_reset"](self._pointer)

    def set_method(self, method):
        _call("request_set_method", self._pointer, _bytes(method))

    def set_url(self, url):
        """The URL as the client sent it: public scheme and host, path and query."""
        _call("request_set_url", self._pointer, _bytes(url))

    def add_header(self, name, value):
        _call("request_add_header", self._pointer, _bytes(name), _bytes(value))

    def set_certificate(self, certificate):
        """The client certificate that this TLS connection proved, DER or PEM."""
        _call("request_set_certificate", self._pointer, _bytes(certificate))

    def set_certificate_thumbprint(self, x5t):
        """Or its x5t#S256 alone, where a trusted proxy hands over no more."""
        _call("request_set_certificate_thumbprint", self._pointer, _bytes(x5t))

    def set_tls(self, version, cipher):
        _call("request_set_tls", self._pointer, version, cipher)

    def require_scope(self, scope):
        _call("request_require_scope", self._pointer, _bytes(scope))

    def set_revoked(self, revoked=True):
        _call("request_set_revoked", self._pointer, int(revoked))

    def set_token_in_body(self, present=True):
        _call("request_set_token_in_body", self._pointer, int(present))

    def set_body(self, body):
        _call("request_set_body", self._pointer, _bytes(body))

    def set_certificate_verified(self, verified=True):
        _call("request_set_certificate_verified", self._pointer, int(verified))

    @property
    def method(self):
        return _borrowed("request_method", self._pointer).decode()

    @property
    def url(self):
        return _borrowed("request_url", self._pointer).decode()

    @property
    def headers(self):
        """What a made request has to be sent with: pairs of name and value."""
        return _fields("request_header", self._pointer, _fapi["request_header_count"](self._pointer))

    @property
    def body(self):
        return _borrowed("request_body", self._pointer)

    def parameter(self, name):
        """A parameter of the form or the query, to look things up with; None if it is absent. Nothing is proven of it."""
        try:
            return _borrowed("request_parameter", self._pointer, _bytes(name)).decode()
        except Error as error:
            if error.name == "FAPI_ERR_NOT_FOUND":
                return None
            raise


class ResourceServer(_Handle):
    """Judges requests under a policy. issuers: a dict from issuer to its Jwks, fetched at `fetched_at` (None: now).

    replay: a Replay, or "external" for a store of your own: checks then end with FAPI_REPLAY_PENDING, you spend
    verdict.replay_keys and say with finish() how that went. Threads may share it, each with its own request and verdict.
    """

    _free = "rs_free"

    def __init__(self, policy, issuers, audiences, replay=None, nonce=None, realm=None, cache=0, fetched_at=None):
        self._take(_fapi["rs_new"](policy._pointer))
        self._nonce = _of(nonce)  # the library borrows it
        for issuer, jwks in issuers.items():
            _call("rs_add_issuer", self._pointer, _bytes(issuer), jwks._pointer, _time(fetched_at))
        for audience in audiences:
            _call("rs_add_audience", self._pointer, _bytes(audience))
        if replay == "external":
            _call("rs_set_replay_external", self._pointer, 1)
        elif replay is not None:
            _call("rs_set_replay", self._pointer, replay._pointer)
        if nonce is not None:
            _call("rs_set_dpop_nonce", self._pointer, self._nonce)
        if realm is not None:
            _call("rs_set_realm", self._pointer, _bytes(realm))
        if cache:
            _call("rs_set_cache", self._pointer, cache)
        _call("rs_seal", self._pointer)

    def replace_keys(self, issuer, jwks, fetched_at=None):
        _call("rs_replace_keys", self._pointer, _bytes(issuer), jwks._pointer, _time(fetched_at))

    def check(self, request, now=None, verdict=None):
        """May this request pass? A Verdict, true or false; wrong use raises Error."""
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "rs_check", self._pointer, request._pointer, _time(now), verdict._pointer)

    def presented_token(self, request, now=None, verdict=None):
        """The token of the request, to ask its issuer about; Refused if it did not come the right way."""
        verdict = Verdict() if verdict is None else verdict
        return _borrowed("rs_presented_token", self._pointer, request._pointer, _time(now), verdict._pointer).decode()

    def finish(self, verdict, outcome):
        """Say how your own replay store took the claim: 0, FAPI_REPLAY_SEEN, _FULL or _UNAVAILABLE."""
        return _judge(verdict, "rs_finish", self._pointer, verdict._pointer, outcome)

    def answer(self, verdict):
        """What to send: a refusal as a whole; of what passed, the fields to send with your own content."""
        answer = Answer()
        _call("rs_answer", self._pointer, verdict._pointer, answer._pointer)
        return answer


class Client(_Handle):
    """A client as it is registered: its metadata, JSON text or a dict. jwks: what was fetched from its jwks_uri."""

    _free = "client_free"

    def __init__(self, metadata, jwks=None, context=None):
        self._make("client_new", _context(context), _json_bytes(metadata), b"" if jwks is None else _json_bytes(jwks))

    @property
    def id(self):
        return _borrowed("client_id", self._pointer).decode()


class Grant(_Handle):
    """What your database holds under a request_uri, consent, code, token or auth_req_id. As AuthorizationServer.issue_... made it, it is a row:
    key, family, store(), keep_until, and back with Grant.load(). Else kind is a FAPI_GRANT_ constant, and the rest as the setters of fapi.h
    are called. times: (issued at, expires at); polling: (last poll, interval)."""

    _free = "grant_free"

    def __init__(self, kind=0, times=None, used=False, rotates=False, push=False, state=None, polling=None, context=None,
                 **texts):
        if kind not in (0, 1, 2, 4, 8, 16, 32, 64):
            raise Error(constant("FAPI_ERR_ARG"))
        self._take(_fapi["grant_new"](_context(context), kind))
        if times is not None:
            _call("grant_set_times", self._pointer, *times)
        for name, flag in (("used", used), ("rotates", rotates), ("push", push)):
            _call("grant_set_" + name, self._pointer, int(flag))
        if state is not None:
            _call("grant_set_state", self._pointer, state)
        if polling is not None:
            _call("grant_set_polling", self._pointer, *polling)
        for name, value in texts.items():  # value, client, redirect_uri, challenge, scope, jkt, x5t_s256, parameters, user
            _call("grant_set_" + name, self._pointer, _json_bytes(value))

    def set_used(self, used=True):
        _call("grant_set_used", self._pointer, int(used))

    @classmethod
    def load(cls, text, used=False, context=None):
        """From a row: what store() gave, and whether it is used."""
        grant = cls(context=context)
        _call("grant_load", grant._pointer, _bytes(text), int(used))
        return grant

    def store(self):
        """The text of the row. Nothing in it could be presented."""
        return _borrowed("grant_store", self._pointer).decode()

    @property
    def kind(self):
        return _fapi["grant_type_of"](self._pointer)

    @property
    def key(self):
        """What to store it under."""
        return _borrowed("grant_key", self._pointer).decode()

    @property
    def family(self):
        """What all rows of one authorization have in common, to revoke them by."""
        return _borrowed("grant_family", self._pointer).decode()

    @property
    def spends(self):
        """The keys of the rows to be marked as used when the answer goes out that was built from this."""
        keys = []
        while True:
            try:
                keys.append(_borrowed("grant_spends", self._pointer, len(keys)).decode())
            except Error as error:
                if error.name == "FAPI_ERR_NOT_FOUND":
                    return keys
                raise

    @property
    def keep_until(self):
        """From when on the row may be deleted; 0: as you like."""
        return _fapi["grant_keep_until"](self._pointer)

    def __getitem__(self, name):
        """value (where it was just issued), client_id, scope, parameters, user, sub, ... as fapi_grant_value; KeyError if it is not known."""
        try:
            return _borrowed("grant_value", self._pointer, _bytes(name)).decode()
        except Error as error:
            if error.name == "FAPI_ERR_NOT_FOUND":
                raise KeyError(name) from None
            raise

    def _filled(self):
        """Itself, or None where nothing was issued into it."""
        try:
            return self if self.key else None
        except Error as error:
            if error.name == "FAPI_ERR_STATE":
                return None
            raise


class Answer(_Handle):
    """One HTTP answer that the library built: kind, http, headers (pairs of text) and body (bytes)."""

    _free = "answer_free"

    def __init__(self, context=None):
        self._take(_fapi["answer_new"](_context(context)))

    def __repr__(self):
        return f"<Answer {self.http}>"

    @property
    def kind(self):
        return _fapi["answer_kind"](self._pointer)

    @property
    def http(self):
        return _fapi["answer_http"](self._pointer)

    @property
    def headers(self):
        return _fields("answer_header", self._pointer, _fapi["answer_header_count"](self._pointer))

    @property
    def body(self):
        return _borrowed("answer_body", self._pointer)


def _endpoint(name):
    return constant("FAPI_ENDPOINT_" + name.upper())


class AuthorizationServer(_Handle):
    """Judges what an authorization server receives, under a policy, and builds what it answers. signers: of its own keys, for answers that are
    signed. replay: a Replay, or "external" as for ResourceServer; finish() then takes the index of the key that was seen before.

    urls and mtls_urls: what it offers and where, dicts from the name of an endpoint (token, par, jwks, ... as FAPI_ENDPOINT_) to its URL."""

    _free = "as_free"

    def __init__(self, policy, issuer, replay=None, signers=(), nonce=None, endpoints=(), grant_types=0, details_types=(), urls=None,
                 mtls_urls=None, scopes=(), resources=(), client_auth=0, opaque_tokens=False, decrypters=()):
        self._take(_fapi["as_new"](policy._pointer))
        self._borrowed = [_of(handle) for handle in (nonce, *signers, *decrypters)]  # by the library
        _call("as_set_issuer", self._pointer, _bytes(issuer))
        for setter, values in (("as_add_endpoint", endpoints), ("as_add_details_type", details_types), ("as_add_scope", scopes),
                               ("as_add_resource", resources)):
            for value in values:
                _call(setter, self._pointer, _bytes(value))
        for setter, handles in (("as_add_signer", signers), ("as_add_decrypter", decrypters)):
            for handle in handles:
                _call(setter, self._pointer, handle._pointer)
        for setter, named in (("as_set_endpoint", urls), ("as_set_mtls_endpoint", mtls_urls)):
            for name, url in (named or {}).items():
                _call(setter, self._pointer, _endpoint(name), _bytes(url))
        for setter, value in (("as_set_grant_types", grant_types), ("as_set_client_auth", client_auth)):
            if value:
                _call(setter, self._pointer, value)
        _call("as_set_opaque_tokens", self._pointer, int(opaque_tokens))
        if replay == "external":
            _call("as_set_replay_external", self._pointer, 1)
        elif replay is not None:
            _call("as_set_replay", self._pointer, replay._pointer)
        if nonce is not None:
            _call("as_set_dpop_nonce", self._pointer, nonce._pointer)
        _call("as_seal", self._pointer)

    @property
    def jwks(self):
        """The document for jwks_uri."""
        return _borrowed("as_jwks", self._pointer).decode()

    def metadata(self, more=None):
        """The Answer of the well-known URLs. more: further members, a dict."""
        return self._answer("metadata", b"" if more is None else _json_bytes(more))

    def keys(self):
        """The Answer of jwks_uri."""
        return self._answer("jwks")

    def claimed_client(self, request):
        """Which client the request says it is from: a name to look up, not one to trust. None if it names none."""
        with Verdict() as verdict:
            try:
                return _borrowed("as_claimed_client", self._pointer, request._pointer, verdict._pointer).decode()
            except Refused:
                return None

    def stored_key(self, request, endpoint):
        """The key of the row that a request to an endpoint (its name, as in urls) is about; None if it is about none."""
        which = _endpoint(endpoint)
        try:
            return _filled("as_stored_key", self._pointer, request._pointer, which)
        except Refused:
            return None
        except Error as error:
            if error.name == "FAPI_ERR_NOT_FOUND":
                return None
            raise

    def _check(self, name, request, *handles, now=None, verdict=None):
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "as_check_" + name, self._pointer, request._pointer, *map(_of, handles), _time(now), verdict._pointer)

    def check_client(self, request, client, now=None, verdict=None):
        return self._check("client", request, client, now=now, verdict=verdict)

    def check_par(self, request, client, now=None, verdict=None):
        """A pushed request. Store verdict.claims_json under a fresh request_uri, and verdict.jkt for its code."""
        return self._check("par", request, client, now=now, verdict=verdict)

    def check_authorization(self, request, client, pushed=None, now=None, verdict=None):
        return self._check("authorization", request, client, pushed, now=now, verdict=verdict)

    def check_token(self, request, client, grant=None, now=None, verdict=None):
        return self._check("token", request, client, grant, now=now, verdict=verdict)

    def check_backchannel(self, request, client, now=None, verdict=None):
        return self._check("backchannel", request, client, now=now, verdict=verdict)

    def check_introspection(self, request, client, now=None, verdict=None):
        return self._check("introspection", request, client, now=now, verdict=verdict)

    def check_revocation(self, request, client, found=None, now=None, verdict=None):
        """verdict.revoke says what is to be revoked then."""
        return self._check("revocation", request, client, found, now=now, verdict=verdict)

    def check_userinfo(self, request, found=None, now=None, verdict=None):
        return self._check("userinfo", request, found, now=now, verdict=verdict)

    def check_consent(self, request, consent=None, now=None, verdict=None):
        """What the page that asked the user sent."""
        return self._check("consent", request, consent, now=now, verdict=verdict)

    def spent(self, verdict):
        """Another request was faster: the verdict becomes the refusal."""
        return _judge(verdict, "as_spent", self._pointer, verdict._pointer)

    def store_failed(self, endpoint, verdict):
        """Your database failed, before the check or after it: the verdict becomes the refusal that asks to come again."""
        return _judge(verdict, "as_store_failed", self._pointer, endpoint, verdict._pointer)

    def may_ask(self, verdict):
        """May a page be shown to the user? Else (prompt=none) the verdict becomes the refusal."""
        return _judge(verdict, "as_may_ask", self._pointer, verdict._pointer)

    def finish(self, verdict, outcome, seen=0):
        """Say how your own replay store took the keys: 0, FAPI_REPLAY_SEEN (and which one), _FULL or _UNAVAILABLE."""
        return _judge(verdict, "as_finish", self._pointer, verdict._pointer, outcome, seen)

    def _answer(self, name, *arguments, expires_in=0, **parts):
        return self._build("as_answer_" + name, *arguments, expires_in=expires_in, **parts)

    def _build(self, name, *arguments, expires_in=0, **parts):
        answer = Answer()
        for part, text in parts.items():
            if text is not None:
                value = json.dumps(text) if isinstance(text, (dict, list)) else text
                _call("answer_set", answer._pointer, constant("FAPI_PART_" + part.upper()), _bytes(value))
        if expires_in:
            _call("answer_set_expires_in", answer._pointer, expires_in)
        _call(name, self._pointer, *arguments, answer._pointer)
        return answer

    def refusal(self, verdict, now=None):
        """What to send for a message that was refused, whatever endpoint it came to."""
        return self._answer("refusal", verdict._pointer, _time(now))

    def par(self, verdict, request_uri, expires_in=0):
        return self._answer("par", verdict._pointer, request_uri=request_uri, expires_in=expires_in)

    def authorization(self, client, parameters, now=None, **parts):
        """parameters: verdict.claims_json of the check, as kept. parts: code and id_token_claims, or error and error_description."""
        return self._answer("authorization", client._pointer, _bytes(parameters), _time(now), **parts)

    def token(self, client, verdict, now=None, **parts):
        """parts: access_token or access_token_claims, scope, refresh_token, id_token_claims, nonce, ...; expires_in."""
        return self._answer("token", client._pointer, verdict._pointer, _time(now), **parts)

    def introspection(self, client, verdict, now=None, introspection=None):
        """introspection: the members of an active token; None: it is not active."""
        return self._answer("introspection", client._pointer, verdict._pointer, _time(now), introspection=introspection)

    def backchannel(self, verdict, auth_req_id, interval=5, expires_in=0):
        return self._answer("backchannel", verdict._pointer, interval, auth_req_id=auth_req_id, expires_in=expires_in)

    def revocation(self, verdict):
        return self._answer("revocation", verdict._pointer)

    def userinfo(self, client, verdict, claims, now=None):
        """claims: all that is known of the user, a dict with sub."""
        return self._answer("userinfo", client._pointer, verdict._pointer, _json_bytes(claims), _time(now))

    # What is issued: grants to be stored, and the Answer that hands them out, in one.

    def issue_par(self, verdict, now=None):
        pushed = Grant()
        return pushed, self._build("as_issue_par", verdict._pointer, _time(now), pushed._pointer)

    def issue_consent(self, client, verdict, pushed=None, now=None):
        """A Grant to wait for the user: its ["value"] goes into the page, as the field consent of a form."""
        consent = Grant()
        _call("as_issue_consent", self._pointer, client._pointer, verdict._pointer, _of(pushed), _time(now), consent._pointer)
        return consent

    def issue_code(self, client, verdict, consent, user, now=None, **parts):
        """The user agreed. user: a dict with sub, auth_time, ...; parts: scope, authorization_details, where less was granted."""
        code = Grant()
        return code, self._build("as_issue_code", client._pointer, verdict._pointer, consent._pointer, _json_bytes(user), _time(now),
                                 code._pointer, **parts)

    def issue_denial(self, client, verdict, consent=None, now=None, **parts):
        """The user refused, or could not be asked, or is not the one that the request wants. parts: error, error_description."""
        return self._build("as_issue_denial", client._pointer, verdict._pointer, _of(consent), _time(now), **parts)

    def issue_token(self, client, verdict, grant=None, now=None, **parts):
        """The access token, the refresh token (each None where there is nothing to store) and the Answer. parts: access_token_claims, members;
        expires_in."""
        access, refresh = Grant(), Grant()
        answer = self._build("as_issue_token", client._pointer, verdict._pointer, _of(grant), _time(now), access._pointer,
                             refresh._pointer, **parts)
        return access._filled(), refresh._filled(), answer

    def issue_introspection(self, client, verdict, found=None, now=None):
        return self._build("as_issue_introspection", client._pointer, verdict._pointer, _of(found), _time(now))


class Response(_Handle):
    """One HTTP response that a server sent. headers: pairs of name and value, or a dict."""

    _free = "response_free"

    def __init__(self, http=0, headers=(), body=None, context=None):
        self._take(_fapi["response_new"](_context(context)))
        if http:
            _call("response_set_http", self._pointer, http)
        for name, value in headers.items() if isinstance(headers, dict) else headers:
            _call("response_add_header", self._pointer, _bytes(name), _bytes(value))
        if body:
            _call("response_set_body", self._pointer, _bytes(body))


class Flow(_Handle):
    """One authorization as its client sees it: what was sent, hence what may come back, and what came. parameters: of the authorization
    request. Keep store() in the user's session, out of the browser's reach, and come back with Flow.load()."""

    _free = "flow_free"

    def __init__(self, context=None, **parameters):
        self._take(_fapi["flow_new"](_context(context)))
        for name, value in parameters.items():
            text = json.dumps(value) if isinstance(value, (dict, list)) else str(value)
            _call("flow_set_parameter", self._pointer, _bytes(name), _bytes(text))

    def store(self):
        return _borrowed("flow_store", self._pointer).decode()

    @classmethod
    def load(cls, text, context=None):
        flow = cls(context=context)
        _call("flow_load", flow._pointer, _bytes(text))
        return flow

    def __getitem__(self, name):
        """state, nonce, code, access_token, refresh_token, scope, id_token, sub, ... as fapi_flow_value; KeyError if it is not known."""
        try:
            return _borrowed("flow_value", self._pointer, _bytes(name)).decode()
        except Error as error:
            if error.name == "FAPI_ERR_NOT_FOUND":
                raise KeyError(name) from None
            raise

    @property
    def expires_at(self):
        return _fapi["flow_expires_at"](self._pointer)


class RelyingParty(_Handle):
    """The client's own side: makes each message as the policy asks for it, and judges each answer. client: as it is registered; metadata, jwks: of
    the server; signers: keys for assertions and request objects; dpop: the key of proofs; decrypters: of what comes encrypted; mtls: the host
    makes all calls with the client's certificate."""

    _free = "rp_free"

    def __init__(self, policy, client, issuer, metadata, jwks, signers=(), dpop=None, decrypters=(), mtls=False, fetched_at=None):
        self._take(_fapi["rp_new"](policy._pointer))
        self._borrowed = [client._pointer, _of(dpop)] + [key._pointer for key in [*signers, *decrypters]]  # by the library
        _call("rp_set_client", self._pointer, client._pointer)
        _call("rp_set_server", self._pointer, _bytes(issuer), _json_bytes(metadata), None)
        _call("rp_set_keys", self._pointer, jwks._pointer, _time(fetched_at))
        for signer in signers:
            _call("rp_add_signer", self._pointer, signer._pointer)
        for decrypter in decrypters:
            _call("rp_add_decrypter", self._pointer, decrypter._pointer)
        if dpop is not None:
            _call("rp_set_dpop_signer", self._pointer, dpop._pointer)
        _call("rp_set_mtls", self._pointer, int(mtls))
        _call("rp_seal", self._pointer)

    def replace_keys(self, jwks, fetched_at=None):
        _call("rp_replace_keys", self._pointer, jwks._pointer, _time(fetched_at))

    def make(self, message, flow, now=None):
        """A Request to be sent. message: par, authorization, token, refresh, client_credentials, poll, backchannel, userinfo or revocation."""
        request = Request()
        _call("rp_make_" + message, self._pointer, flow._pointer, _time(now), request._pointer)
        return request

    def make_resource(self, flow, method, url, now=None):
        request = Request()
        _call("rp_make_resource", self._pointer, flow._pointer, _bytes(method), _bytes(url), _time(now), request._pointer)
        return request

    def make_introspection(self, token, now=None):
        request = Request()
        _call("rp_make_introspection", self._pointer, _bytes(token), _time(now), request._pointer)
        return request

    def check_resource(self, flow, sent, response, now=None, verdict=None):
        """What a resource answered to the Request that was sent: its nonce, challenge and interaction id."""
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "rp_check_resource", self._pointer, flow._pointer, sent._pointer, response._pointer, _time(now),
                      verdict._pointer)

    def check(self, message, flow, answer, now=None, verdict=None):
        """What came: a Response to par, token, backchannel, userinfo or revocation; a Request as authorization or ping. verdict.next says what to do."""
        verdict = Verdict() if verdict is None else verdict
        return _judge(verdict, "rp_check_" + message, self._pointer, flow._pointer, answer._pointer, _time(now), verdict._pointer)


def par_request_uri():
    """A fresh request_uri."""
    return _filled("par_request_uri", size=constant("FAPI_REQUEST_URI_LENGTH") + 1)


def id_token_hash(alg, value):
    """at_hash, c_hash or s_hash of a value, in an ID token of this algorithm."""
    return _filled("id_token_hash", alg, _bytes(value))
