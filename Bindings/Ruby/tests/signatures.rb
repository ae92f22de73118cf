# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Compares the signatures with the package: `signatures.rb FILE`. Each class must have the methods in its signature,
# with the same number of positional arguments and the same keywords, and no other public methods.

require "pbjwt"

# A method's signature: the numbers of required and of all arguments, and its keywords.
def shape(arguments)
  depth = 0
  parts = arguments.each_char.with_object([+""]) do |letter, list|
    depth += { "[" => 1, "(" => 1, "]" => -1, ")" => -1 }.fetch(letter, 0)
    depth.zero? && letter == "," ? list << +"" : list.last << letter
  end
  parts = parts.map(&:strip).reject(&:empty?)
  keywords, positional = parts.partition { |part| part.match?(/\A\??\w+:\s|\A\*\*/) }
  [positional.count { |part| !part.start_with?("?", "*") }, positional.any? { |part| part.start_with?("*") },
   keywords.filter_map { |part| part[/\A\??(\w+):/, 1]&.to_sym }.sort]
end

# The same for the method itself; nil for unknown keywords (C functions with any arguments).
def actual(method)
  kinds = method.parameters.group_by(&:first).transform_values { |list| list.map(&:last) }
  return nil if method.arity.negative? && method.source_location.nil?

  [kinds.fetch(:req, []).size, kinds.key?(:rest), [*kinds[:key], *kinds[:keyreq]].sort]
end

wrong = []
scope = Pbjwt
named = Hash.new { |hash, key| hash[key] = [] }
File.foreach(ARGV.fetch(0)) do |line|
  scope = Pbjwt.const_get($1) if line =~ /^  class (\w+)/
  scope = Pbjwt if line == "  end\n"
  next unless line =~ /^\s+def (self\.)?(\S+?): \((.*?)\) -> (?=[^)]*$|\()/

  name, said = $2.to_sym, shape($3)
  owner = $1 ? scope.singleton_class : scope
  named[owner] << name
  unless owner.method_defined?(name) || owner.private_method_defined?(name)
    wrong << "#{scope}##{name} isn't there"
    next
  end
  is = actual(owner.instance_method(name))
  is = [said[0], said[1], is[2]] if is && owner == Pbjwt::Policy # its keywords are checked one by one
  wrong << "#{scope}##{name} takes #{is}, and not #{said}" if is && is != said && owner != Pbjwt::Policy
end
Pbjwt.constants.map { |name| Pbjwt.const_get(name) }.grep(Class).each do |type|
  there = type.public_instance_methods(false).reject { |name| name.end_with?("=") || type < Struct && type.members.include?(name) }
  wrong.concat((there - named[type]).map { |name| "#{type}##{name} has no signature" })
end
singletons = Pbjwt.singleton_methods(false) - named[Pbjwt.singleton_class]
wrong.concat(singletons.map { |name| "Pbjwt.#{name} has no signature" })
wrong << "only #{named.values.sum(&:size)} methods were found" if named.values.sum(&:size) < 80
abort wrong.join("\n") unless wrong.empty?
puts "#{named.values.sum(&:size)} signatures"
