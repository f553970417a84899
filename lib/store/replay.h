/* SPDX-License-Identifier: Apache-2.0 */
/* The in-memory replay store; see fapi.h. */
#ifndef FAPIX_REPLAY_H
#define FAPIX_REPLAY_H

#include <fapi.h>

fapi_replay *fapix_replay_ref(fapi_replay *replay);

#endif
