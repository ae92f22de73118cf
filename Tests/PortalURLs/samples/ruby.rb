# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# The document's Ruby sample as a server, on Rails' to_query, Rack, Puma and ruby-jwt. Prints its port.

require 'active_support'
require 'active_support/core_ext/object/to_query'
require 'jwt'
require 'puma'
require 'puma/server'
require 'rack'

callback = lambda do |env|
  params = Rack::Utils.parse_nested_query(env['QUERY_STRING']).transform_keys(&:to_sym)
  redirect_url = params[:redirect]
  organization_id = params[:organizationId]
  return_to = params[:returnTo]
  payload = {
    email: 'ada@example.com',
    name: "Ada #{env['HTTP_X_VISIT']}",
    id: 42.to_s,
    company_id: nil,
    exp: Time.now.to_i + 3600
  }.compact
  token = JWT.encode(payload, ENV.fetch('PRODUCTBRIDGE_WIDGET_SECRET'), 'HS256')
  query = { ssoToken: token, organizationId: organization_id, returnTo: return_to }.compact
  [302, { 'Location' => "#{redirect_url}?#{query.to_query}" }, []]
end

server = Puma::Server.new(callback)
server.add_tcp_listener('127.0.0.1', 0)
$stdout.puts(server.connected_ports.first)
$stdout.flush
server.run.join
