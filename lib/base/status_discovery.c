/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of discovery, of the fields of a regime's requests and of signed messages of banks, 1620 to 1679. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    OPEN(FAPI_DISCOVERY_HTTP, "RFC 8414 3.2", "metadata come with HTTP status 200 and no other"),
    OPEN(FAPI_DISCOVERY_CONTENT_TYPE, "RFC 8414 3.2", "metadata are of media type application/json"),
    OPEN(FAPI_SIGNED_METADATA_MISSING, "RFC 8414 2.1", "there are no signed metadata"),
    OPEN(FAPI_SIGNED_METADATA_TYP, "RFC 8725 3.11 (1)", "the JWT is of another kind than signed metadata"),
    OPEN(FAPI_SIGNED_METADATA_ALG, "RFC 8414 2.1", "the algorithm of the signed metadata is not allowed"),
    OPEN(FAPI_SIGNED_METADATA_ISS_MISSING, "RFC 8414 2.1", "the signed metadata have no issuer"),
    OPEN(FAPI_SIGNED_METADATA_ISSUER, "RFC 8414 2.1", "the issuer of the signed metadata is not trusted here"),
    DISCREET(FAPI_SIGNED_METADATA_KEY, "RFC 9728 2.2", "no key of the issuer fits the signed metadata"),
    DISCREET(FAPI_SIGNED_METADATA_SIGNATURE, "RFC 9728 2.2", "the signature of the signed metadata does not verify"),
    OPEN(FAPI_SIGNED_METADATA_TIME, "RFC 7519 4.1", "the signed metadata are not valid any longer, or not yet"),
    OPEN(FAPI_SIGNED_METADATA_NESTED, "RFC 8414 2.1", "signed metadata must not hold signed metadata"),
    OPEN(FAPI_RESOURCE_METADATA_RESOURCE, "RFC 9728 2", "resource is not an https URL without fragment"),
    OPEN(FAPI_RESOURCE_METADATA_QUERY, "RFC 9728 1.2", "resource should have no query"),
    OPEN(FAPI_RESOURCE_METADATA_MISMATCH, "RFC 9728 3.3", "resource is not the one that was asked"),
    OPEN(FAPI_RESOURCE_METADATA_SERVERS, "RFC 9728 2",
         "an authorization server of the resource is not an issuer identifier"),
    OPEN(FAPI_RESOURCE_METADATA_BEARER_METHOD, "FAPI 2.0 SP 5.3.4 (1)",
         "access tokens are taken in the header and nowhere else"),
    OPEN(FAPI_RESOURCE_METADATA_BINDING, "RFC 9728 2",
         "the resource announces a sender constraint that the profile does not let in"),
    OPEN(FAPI_RESOURCE_METADATA_BINDING_MISSING, "RFC 9728 2", "the resource announces no sender constraint"),
    OPEN(FAPI_RESOURCE_METADATA_CROSS, "RFC 9728 7.6", "resource and authorization server do not name one another"),
    OPEN(FAPI_REGISTERED_CLIENT_ID, "RFC 7591 3.2.1", "the answer to the registration has no client_id"),
    OPEN(FAPI_REGISTERED_MISSING, "RFC 7591 3.2.1", "the server left out what the client asked for"),
    OPEN(FAPI_REGISTERED_CHANGED, "RFC 7591 3.2.1", "the server registered something else than the client asked for"),
};

const fapix_status_rows fapix_status_discovery = {rows, sizeof rows / sizeof *rows};
