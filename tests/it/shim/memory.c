/* Memory that runs out (LD_PRELOAD): the SHIM_MEMORY-th allocation is refused,
 * and with "N+" every one from there on. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long asked;
static long refused_at;
static int for_ever;

__attribute__((constructor)) static void begin(void) {
    const char *said = getenv("SHIM_MEMORY");
    if (!said) return;
    char *rest;
    long at = strtol(said, &rest, 10);
    for_ever = *rest == '+';
    refused_at = at;
}

static int is_refused(void) {
    if (!refused_at) return 0;
    long place = atomic_fetch_add(&asked, 1) + 1;
    if (place == refused_at || (for_ever && place > refused_at)) {
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

void *malloc(size_t size) { return is_refused() ? NULL : __libc_malloc(size); }
void *calloc(size_t many, size_t size) { return is_refused() ? NULL : __libc_calloc(many, size); }
void *realloc(void *from, size_t size) { return is_refused() ? NULL : __libc_realloc(from, size); }
int posix_memalign(void **into, size_t alignment, size_t size) {
    if (is_refused()) return ENOMEM;
    *into = __libc_memalign(alignment, size);
    return *into ? 0 : ENOMEM;
}
