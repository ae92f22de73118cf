# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Issues a token as the Ruby samples do, with ruby-jwt, for the order on standard input (programs.py).

require 'json'
require 'jwt'
require 'openssl'

ORDER = JSON.parse($stdin.read.force_encoding('UTF-8'), symbolize_names: true)

def now
  ORDER[:clock] ? Time.at(ORDER[:clock].first) : Time.now
end

def widget(user)
  {
    email: user[:email],
    name: user[:name],
    sub: user[:id].to_s,
    avatar_url: user[:avatar_url],
    company_name: user[:company_name],
    company_id: user[:company_id]&.to_s,
    company_mrr: user[:mrr],
    customer_status: user[:status],
    renewal_date: user[:renewal_date],
    renewal_risk: user[:renewal_risk],
    exp: now.to_i + 3600
  }.compact
end

def sso(user)
  {
    email: user[:email],
    name: user[:name],
    id: user[:id].to_s,
    avatarURL: user[:avatar_url],
    company_name: user[:company_name],
    company_id: user[:company_id]&.to_s,
    company_mrr: user[:mrr],
    customer_status: user[:status],
    renewal_date: user[:renewal_date],
    renewal_risk: user[:renewal_risk],
    exp: (now + 3600).to_i
  }.compact
end

def hashed(user, id)
  {
    email: user[:email],
    (ORDER[:form] == 'widget' ? :sub : :id) => user[:id].to_s,
    user_hash: OpenSSL::HMAC.hexdigest('SHA256', ORDER[:secret], id.to_s),
    exp: now.to_i + 3600
  }
end

user = ORDER[:user]
payload = if ORDER.key?(:hash_of)
            hashed(user, ORDER[:hash_of])
          else
            ORDER[:form] == 'widget' ? widget(user) : sso(user)
          end
puts JWT.encode(payload, ORDER[:secret], ORDER.fetch(:algorithm, 'HS256'))
