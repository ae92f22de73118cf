dnl SPDX-License-Identifier: Apache-2.0
PHP_ARG_ENABLE([pbjwt],
  [whether to enable pbjwt],
  [AS_HELP_STRING([--enable-pbjwt], [Enable pbjwt])])

if test "$PHP_PBJWT" != "no"; then
  PHP_VERSION_ID=$($PHP_CONFIG --vernum)
  if test "$PHP_VERSION_ID" -lt 80200; then
    AC_MSG_ERROR([pbjwt needs PHP 8.2 or newer])
  fi
  AC_PATH_PROG([PKG_CONFIG], [pkg-config], [no])
  if test "$PKG_CONFIG" = "no"; then
    AC_MSG_ERROR([pbjwt needs pkg-config])
  fi

  pbjwt_sources="php_pbjwt.c arguments.c errors.c secret.c issue.c policy.c verifier.c identity.c reading.c tools.c"
  if test "$PBJWT_SYSTEM" = "1"; then
    pbjwt_needs="pbjwt"
  else
    pbjwt_needs="libcrypto >= 3.0 jansson >= 2.11"
    dnl Where the packed extension carries the library's sources, or in a checkout.
    for pbjwt_root in libpbjwt ../..; do
      if test -f "$abs_srcdir/$pbjwt_root/CSources/pbjwt.c"; then
        break
      fi
    done
    if test ! -f "$abs_srcdir/$pbjwt_root/CSources/pbjwt.c"; then
      AC_MSG_ERROR([the library's C sources are missing beside config.m4])
    fi
    PHP_ADD_INCLUDE([$abs_srcdir/$pbjwt_root/include])
    PHP_ADD_INCLUDE([$abs_srcdir/$pbjwt_root/CSources])
    pbjwt_sources="$pbjwt_sources library.c library_explain.c"
  fi
  if ! $PKG_CONFIG --exists "$pbjwt_needs"; then
    AC_MSG_ERROR([pbjwt needs $pbjwt_needs with headers: on Debian, install libssl-dev and libjansson-dev])
  fi
  PHP_EVAL_INCLINE([$($PKG_CONFIG --cflags "$pbjwt_needs")])
  PHP_EVAL_LIBLINE([$($PKG_CONFIG --libs "$pbjwt_needs")], [PBJWT_SHARED_LIBADD])
  PHP_SUBST([PBJWT_SHARED_LIBADD])

  dnl The library's functions stay inside, whatever else the process has loaded.
  PBJWT_SHARED_LIBADD="$PBJWT_SHARED_LIBADD -Wl,--version-script=$abs_srcdir/pbjwt.map"
  PHP_NEW_EXTENSION([pbjwt], [$pbjwt_sources], [$ext_shared],,
    [-std=gnu11 -O3 -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1])
fi
