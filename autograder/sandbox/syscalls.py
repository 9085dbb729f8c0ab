"""System calls that a notebook never needs, refused by the kernel from inside the worker.

The namespaces already take their effect from most of these. They are refused all the same because
holes in kernels lie where few programs go. A refused call fails with EPERM, as for any ordinary
user, so that a library that merely tries one goes on without it.

The filter is a classic BPF program (seccomp(2), <linux/filter.h>), too short to need an assembler.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from autograder.sandbox import namespaces

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
REFUSE = 0x00050000  # | errno
KILL_PROCESS = 0x80000000

# Name -> number on x86_64 and on aarch64 (<asm/unistd.h>); None: that machine has no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes' memory and descriptors
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # file systems and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # large parts of the kernel that few programs use
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "vmsplice": (278, 75),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "personality": (135, 92),
    "fanotify_mark": (301, 263),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "lsm_get_self_attr": (459, 459),
    "lsm_set_self_attr": (460, 460),
    "lsm_list_modules": (461, 461),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "_sysctl": (156, None),
    "create_module": (174, None),
    "get_kernel_syms": (177, None),
    "query_module": (178, None),
    # what would give it more of the processor than its share, or memory where it likes
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "ioprio_set": (251, 30),
    "mlock": (149, 228),
    "mlock2": (325, 284),
    "mlockall": (151, 230),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "set_mempolicy_home_node": (450, 450),
    # memory that no limit of a process counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    # the machine itself
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
}
CLONE, CLONE3, SOCKET, IOCTL = (56, 220), (435, 435), (41, 198), (16, 29)
# TIOCSTI and TIOCLINUX: both can type into the terminal of whoever started this.
TYPE_INTO_TERMINAL, LINUX_CONSOLE = 0x5412, 0x541C
# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
NEW_NAMESPACES = 0x7E020000
# AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Others, AF_VSOCK above all, know no namespaces.
SOCKET_FAMILIES = (1, 2, 10, 16)
# AF_UNIX alone: for workers that have no network namespace, and so share the machine's network.
LOCAL_FAMILIES = (1,)
# The newest call that this table knows, mseal. What came later does not exist for a worker: it says
# ENOSYS, to which libraries have an answer.
NEWEST = 462
X32 = 0x40000000  # calls of x86_64's third interface carry this bit

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# Offsets in struct seccomp_data; of the arguments the lower half.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def filter_program(machine: str, families: tuple[int, ...] = SOCKET_FAMILIES) -> bytes:
    """Assembles the filter.

    Args:
        machine: as `platform.machine` names it.
        families: the kinds of sockets that can be made.

    Returns:
        An array of struct sock_filter.

    Raises:
        OSError: there is no table of system calls for this machine.
    """
    if machine not in _MACHINES:
        known = ", ".join(_MACHINES)
        raise OSError(
            errno.ENOSYS, f"no system-call filter for {machine}; there is one for {known}"
        )
    column, architecture = _MACHINES[machine]
    program = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, KILL_PROCESS),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        program += [_instruction(_AT_LEAST, X32, 0, 1), _refusal(errno.EPERM)]
    program += [_instruction(_AT_LEAST, NEWEST + 1, 0, 1), _refusal(errno.ENOSYS)]
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            program += [_instruction(_EQUAL, number, 0, 1), _refusal(errno.EPERM)]
    # Its flags lie in memory, where no filter can look; glibc falls back to clone.
    program += [_instruction(_EQUAL, CLONE3[column], 0, 1), _refusal(errno.ENOSYS)]
    program += [
        _instruction(_EQUAL, CLONE[column], 0, 4),
        _instruction(_LOAD, _FIRST_ARGUMENT),
        _instruction(_ANY_BIT, NEW_NAMESPACES, 0, 1),
        _refusal(errno.EPERM),
        _instruction(_RETURN, ALLOW),
    ]
    program += [
        _instruction(_EQUAL, IOCTL[column], 0, 5),
        _instruction(_LOAD, _SECOND_ARGUMENT),
        _instruction(_EQUAL, TYPE_INTO_TERMINAL, 1, 0),
        _instruction(_EQUAL, LINUX_CONSOLE, 0, 1),
        _refusal(errno.EPERM),
        _instruction(_RETURN, ALLOW),
    ]
    program += [
        _instruction(_EQUAL, SOCKET[column], 0, len(families) + 2),
        _instruction(_LOAD, _FIRST_ARGUMENT),
    ]
    for left, family in enumerate(reversed(families)):
        # To the last instruction, over the comparisons that are left and the refusal.
        program.append(_instruction(_EQUAL, family, len(families) - left, 0))
    program += [_refusal(errno.EAFNOSUPPORT), _instruction(_RETURN, ALLOW)]
    return b"".join(program)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _refusal(number: int) -> bytes:
    return _instruction(_RETURN, REFUSE | number)


def refuse_needless_calls(families: tuple[int, ...] = SOCKET_FAMILIES) -> None:
    """Installs the filter in this process, for good and for all that it starts.

    Args:
        families: the kinds of sockets that can be made.

    Raises:
        OSError: the kernel has no filters, or this machine no table.
    """
    instructions = filter_program(platform.machine(), families)
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    # struct sock_fprog: a count, padding, a pointer.
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(program, len(program))
    namespaces.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(holder))
