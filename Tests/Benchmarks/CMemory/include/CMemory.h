#pragma once
#include <malloc.h>
#include <stdint.h>

/* How often this program asked the heap for memory since it began. Not atomic: exact only while one thread runs. */
int64_t allocation_count(void);
