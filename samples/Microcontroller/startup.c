/* What a Cortex-M does before main: the floating-point unit on, variables at their first values. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern uint8_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern void initialise_monitor_handles(void);
int main(void);
void reset(void);

static void stop(void)
{
    exit(3);
}

/* The stack's top, the first instruction, and where the processor goes when something is wrong. */
__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top, (const void *)reset, (const void *)stop, (const void *)stop, (const void *)stop, (const void *)stop, (const void *)stop,
};

void reset(void)
{
    volatile uint32_t *const cpacr = (volatile uint32_t *)0xE000ED88u;
    *cpacr |= 0xFu << 20;
    __asm volatile("dsb\n\tisb");
    memcpy(data_start, data_load, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    initialise_monitor_handles();
    exit(main());
}

/* What newlib calls around main; there is nothing to do. */
void _init(void);
void _fini(void);

void _init(void)
{
}

void _fini(void)
{
}
