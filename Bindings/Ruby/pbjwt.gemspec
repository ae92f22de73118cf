# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

Gem::Specification.new do |spec|
  spec.name = "pbjwt"
  spec.version = "0.1.0"
  spec.summary = "Verifies and issues the HS256 tokens that tell ProductBridge who a person is"
  spec.description = "libpbjwt for Ruby: a C extension that carries the library, and links libcrypto and jansson."
  spec.license = "Apache-2.0"
  spec.authors = ["ProductBridge"]
  spec.homepage = "https://productbridge.io"
  spec.metadata = { "rubygems_mfa_required" => "true" }
  spec.required_ruby_version = ">= 3.1"
  spec.extensions = ["ext/pbjwt/extconf.rb"]
  # ../sources puts the library beside extconf.rb before it is packed.
  spec.files = Dir["README.md", "lib/**/*.rb", "sig/*.rbs", "ext/pbjwt/*.{c,h,rb,map}", "ext/pbjwt/libpbjwt/**/*"]
end
