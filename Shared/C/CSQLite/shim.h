#pragma once
#include <sqlite3.h>
#include "pages.h"

/// Swift cannot call variadic functions.
static inline int shim_sqlite3_db_config_int(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}

/// The destructor macros are casts of integers to function pointers, which Swift does not import.
static inline int shim_sqlite3_bind_blob_transient(sqlite3_stmt *s, int i, const void *b, sqlite3_uint64 n) {
    return sqlite3_bind_blob64(s, i, b, n, SQLITE_TRANSIENT);
}
static inline int shim_sqlite3_bind_blob_static(sqlite3_stmt *s, int i, const void *b, sqlite3_uint64 n) {
    return sqlite3_bind_blob64(s, i, b, n, SQLITE_STATIC);
}
static inline int shim_sqlite3_bind_text_transient(sqlite3_stmt *s, int i, const char *t, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, t, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int shim_sqlite3_bind_text_static(sqlite3_stmt *s, int i, const char *t, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, t, n, SQLITE_STATIC, SQLITE_UTF8);
}

/// Keeps 8 bytes of every page for its sum; for a file that has no page yet.
static inline int shim_sqlite3_reserve_sums(sqlite3 *database) {
    int count = PAGES_RESERVE;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &count);
}
