# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Builds libpbjwt's sources into the extension; with PBJWT_SYSTEM=1 it links the installed library instead.

require "mkmf"

def need(package, debian)
  pkg_config(package) || abort("pbjwt needs #{package}'s headers and pkg-config: on Debian, install #{debian} pkg-config")
end

if ENV["PBJWT_SYSTEM"] == "1"
  need("pbjwt", "libpbjwt-dev (from this project's packages)")
else
  # The sources are in the gem, or in a checkout.
  root = %w[libpbjwt ../../../..].map { |path| File.expand_path(path, __dir__) }
                                 .find { |path| File.exist?(File.join(path, "CSources", "pbjwt.c")) }
  abort "pbjwt: the library's C sources are missing beside extconf.rb" unless root

  need("libcrypto", "libssl-dev")
  need("jansson", "libjansson-dev")
  $INCFLAGS << " -I#{root}/include"
  $VPATH << "#{root}/CSources"
  $srcs = Dir[File.join(__dir__, "*.c")] + %w[pbjwt.c pbjwt_explain.c].map { |name| "#{root}/CSources/#{name}" }
end

# Ruby's own warning flags are for an older C.
$warnflags = "-Wall -Wextra -Wno-unused-parameter"
$CFLAGS << " -std=gnu11 -O3 -fvisibility=hidden"
# Keeps the library's functions private, so that they can't clash with others in the process.
map = File.join(__dir__, "pbjwt_ruby.map")
$LDFLAGS << " -Wl,--version-script=#{map}" if try_ldflags("-Wl,--version-script=#{map}")
create_makefile("pbjwt/pbjwt_ruby")
