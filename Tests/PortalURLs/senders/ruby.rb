# SPDX-License-Identifier: Apache-2.0

# Prints the redirect of the document's sample for each line of standard input, `URL TAB TOKEN`. Its
# to_query works like Rails': the pairs, escaped by CGI, in the order of their names.
require 'cgi'
require 'uri'

$stdin.each_line(chomp: true) do |line|
  url, token = line.split("\t")
  params = URI.decode_www_form(URI.parse(url).query).to_h
  query = { ssoToken: token, organizationId: params['organizationId'], returnTo: params['returnTo'] }.compact
  to_query = query.map { |name, value| "#{CGI.escape(name.to_s)}=#{CGI.escape(value)}" }.sort.join('&')
  puts "#{params['redirect']}?#{to_query}"
end
