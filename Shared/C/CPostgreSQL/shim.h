#pragma once
#include <postgresql/libpq-fe.h>

/// Notices are for people at a prompt; a processor that does nothing keeps them off standard error.
static inline void shim_pq_silent(void *argument, const char *message) {}
static inline void shim_pq_silence(PGconn *connection) {
    PQsetNoticeProcessor(connection, shim_pq_silent, (void *)0);
}
