#pragma once
#include <malloc.h>
#include <stddef.h>

/* What glibc's own malloc and its kin are called behind their names, for those who count calls and pass them on. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
