#pragma once
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// A thin layer between SQLite and the disk that writes a sum into the last 8 bytes of every page of a database that has room
// for it (8 reserved bytes a page, byte 20 of the header). SQLite reads and writes as ever; who checks a file compares the sums.
// Format of the sum and place: SQLite's ext/misc/cksumvfs.c (https://sqlite.org/cksumvfs.html), so that its reader agrees.
// The write-ahead log and the rollback journal have sums of their own.

enum { PAGES_RESERVE = 8 };

static inline void pages_sum(const unsigned char *page, int size, unsigned char *out) {
    unsigned s1 = 0, s2 = 0;
    for (int i = 0; i < size - PAGES_RESERVE; i += 8) {
        const unsigned char *p = page + i;
        s1 += ((unsigned)p[0] | (unsigned)p[1] << 8 | (unsigned)p[2] << 16 | (unsigned)p[3] << 24) + s2;
        s2 += ((unsigned)p[4] | (unsigned)p[5] << 8 | (unsigned)p[6] << 16 | (unsigned)p[7] << 24) + s1;
    }
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(s1 >> (8 * i));
        out[4 + i] = (unsigned char)(s2 >> (8 * i));
    }
}

static inline int pages_sum_is_right(const unsigned char *page, int size) {
    unsigned char sum[PAGES_RESERVE];
    pages_sum(page, size, sum);
    return memcmp(sum, page + size - PAGES_RESERVE, PAGES_RESERVE) == 0;
}

/// The page size that a header tells where pages have room for a sum; 0 where they have not, or it is no header.
static inline int pages_size(const unsigned char *header) {
    int size = header[16] << 8 | header[17];
    if (memcmp(header, "SQLite format 3", 16) != 0 || header[20] != PAGES_RESERVE) return 0;
    if (size == 1) size = 65536;
    return size >= 512 && (size & (size - 1)) == 0 ? size : 0;
}

typedef struct {
    sqlite3_file base;
    int size;             // of a page with a sum; 0: not known, or none
    unsigned char *page;  // to put the sum into, never into SQLite's own memory
} pages_file;

// The real file stands behind ours in the memory that SQLite gives us.
static inline sqlite3_file *pages_real(sqlite3_file *file) { return (sqlite3_file *)((pages_file *)file + 1); }
static inline sqlite3_vfs *pages_below(sqlite3_vfs *vfs) { return (sqlite3_vfs *)vfs->pAppData; }

#define PAGES_CALL(file, method, ...) pages_real(file)->pMethods->method(pages_real(file), ##__VA_ARGS__)

static int pages_close(sqlite3_file *f) {
    free(((pages_file *)f)->page);
    ((pages_file *)f)->page = 0;
    return pages_real(f)->pMethods->xClose(pages_real(f));
}
static int pages_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) { return PAGES_CALL(f, xRead, to, n, at); }

// Writes the sums of all pages behind the first, which were written before it was known that they have any: VACUUM INTO lets
// pages go to disk before the first one where they do not fit into its cache.
static int pages_sum_behind(sqlite3_file *f, int size) {
    pages_file *file = (pages_file *)f;
    sqlite3_int64 end = 0;
    int code = PAGES_CALL(f, xFileSize, &end);
    for (sqlite3_int64 at = size; code == SQLITE_OK && at + size <= end; at += size) {
        code = PAGES_CALL(f, xRead, file->page, size, at);
        if (code != SQLITE_OK) break;
        pages_sum(file->page, size, file->page + size - PAGES_RESERVE);
        code = PAGES_CALL(f, xWrite, file->page, size, at);
    }
    return code;
}

static int pages_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    pages_file *file = (pages_file *)f;
    unsigned char header[100];
    int begins = 0;
    if (file->size == 0 && n >= 512 && PAGES_CALL(f, xRead, header, sizeof header, 0) == SQLITE_OK) {
        file->size = pages_size(header);
    }
    if (at == 0 && n >= 512) {
        int size = pages_size((const unsigned char *)from);
        begins = file->size == 0 && size != 0;
        file->size = size;
    }
    if (file->size != n || at % n != 0) return PAGES_CALL(f, xWrite, from, n, at);
    unsigned char *page = (unsigned char *)realloc(file->page, (size_t)n);
    if (!page) return SQLITE_IOERR_NOMEM;
    file->page = page;
    memcpy(page, from, (size_t)n);
    pages_sum(page, n, page + n - PAGES_RESERVE);
    int code = PAGES_CALL(f, xWrite, page, n, at);
    return code == SQLITE_OK && begins ? pages_sum_behind(f, n) : code;
}

static int pages_truncate(sqlite3_file *f, sqlite3_int64 size) { return PAGES_CALL(f, xTruncate, size); }
static int pages_sync(sqlite3_file *f, int flags) { return PAGES_CALL(f, xSync, flags); }
static int pages_file_size(sqlite3_file *f, sqlite3_int64 *size) { return PAGES_CALL(f, xFileSize, size); }
static int pages_lock(sqlite3_file *f, int level) { return PAGES_CALL(f, xLock, level); }
static int pages_unlock(sqlite3_file *f, int level) { return PAGES_CALL(f, xUnlock, level); }
static int pages_check_lock(sqlite3_file *f, int *out) { return PAGES_CALL(f, xCheckReservedLock, out); }
static int pages_control(sqlite3_file *f, int op, void *arg) { return PAGES_CALL(f, xFileControl, op, arg); }
static int pages_sector(sqlite3_file *f) { return PAGES_CALL(f, xSectorSize); }
static int pages_traits(sqlite3_file *f) { return PAGES_CALL(f, xDeviceCharacteristics); }
static int pages_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return PAGES_CALL(f, xShmMap, page, size, extend, out);
}
static int pages_shm_lock(sqlite3_file *f, int at, int n, int flags) { return PAGES_CALL(f, xShmLock, at, n, flags); }
static void pages_shm_barrier(sqlite3_file *f) { PAGES_CALL(f, xShmBarrier); }
static int pages_shm_unmap(sqlite3_file *f, int remove) { return PAGES_CALL(f, xShmUnmap, remove); }

// Version 2: no memory mapping, which would go around the sums.
static const sqlite3_io_methods pages_methods = {
    2, pages_close, pages_read, pages_write, pages_truncate, pages_sync, pages_file_size, pages_lock, pages_unlock,
    pages_check_lock, pages_control, pages_sector, pages_traits, pages_shm_map, pages_shm_lock, pages_shm_barrier,
    pages_shm_unmap, 0, 0
};

static int pages_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out) {
    sqlite3_vfs *below = pages_below(vfs);
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return below->xOpen(below, name, f, flags, out);
    memset(f, 0, sizeof(pages_file));
    int code = below->xOpen(below, name, pages_real(f), flags, out);
    if (pages_real(f)->pMethods) f->pMethods = &pages_methods;
    return code;
}

static int pages_delete(sqlite3_vfs *v, const char *name, int sync) {
    return pages_below(v)->xDelete(pages_below(v), name, sync);
}
static int pages_access(sqlite3_vfs *v, const char *name, int flags, int *out) {
    return pages_below(v)->xAccess(pages_below(v), name, flags, out);
}
static int pages_path(sqlite3_vfs *v, const char *name, int n, char *out) {
    return pages_below(v)->xFullPathname(pages_below(v), name, n, out);
}
static int pages_random(sqlite3_vfs *v, int n, char *out) {
    return pages_below(v)->xRandomness(pages_below(v), n, out);
}
static int pages_sleep(sqlite3_vfs *v, int us) { return pages_below(v)->xSleep(pages_below(v), us); }
static int pages_time(sqlite3_vfs *v, double *out) { return pages_below(v)->xCurrentTime(pages_below(v), out); }
static int pages_error(sqlite3_vfs *v, int n, char *out) {
    return pages_below(v)->xGetLastError ? pages_below(v)->xGetLastError(pages_below(v), n, out) : 0;
}
static int pages_time64(sqlite3_vfs *v, sqlite3_int64 *out) {
    return pages_below(v)->xCurrentTimeInt64(pages_below(v), out);
}

/// Makes the layer known under `name`, over SQLite's own; once a process.
static inline int pages_register(const char *name) {
    static sqlite3_vfs layer;
    sqlite3_vfs *below = sqlite3_vfs_find(0);
    if (!below || below->iVersion < 2) return SQLITE_ERROR;
    layer.iVersion = 2;
    layer.szOsFile = (int)sizeof(pages_file) + below->szOsFile;
    layer.mxPathname = below->mxPathname;
    layer.zName = name;
    layer.pAppData = below;
    layer.xOpen = pages_open;
    layer.xDelete = pages_delete;
    layer.xAccess = pages_access;
    layer.xFullPathname = pages_path;
    layer.xRandomness = pages_random;
    layer.xSleep = pages_sleep;
    layer.xCurrentTime = pages_time;
    layer.xGetLastError = pages_error;
    layer.xCurrentTimeInt64 = pages_time64;
    return sqlite3_vfs_register(&layer, 0);
}
