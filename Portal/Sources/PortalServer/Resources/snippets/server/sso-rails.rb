# gem 'jwt'
require 'jwt'

# In config/routes.rb: get '/login', to: 'sso#login'
class SsoController < ApplicationController
  # In this order: your own auth comes second
  before_action :compare_redirect, :authenticate_user!

  PRODUCTBRIDGE_SECRET = ENV.fetch('PRODUCTBRIDGE_WIDGET_SECRET')

  # The SSO Callback URL of Settings > SSO > Portal
  PRODUCTBRIDGE_CALLBACK = '{{CALLBACK_URL}}'

  # Called after your own auth succeeds
  def login
    user = current_user
    now = Time.now.to_i
    payload = {
      # Required
      email: user.email,
      # Recommended
      name: user.name,
      id: user.id&.to_s,
      avatarURL: user.avatar_url,
      jti: SecureRandom.uuid, # makes each token another one
      # Optional: company & plan data
      company_name: user.company_name,
      company_id: user.company_id&.to_s,
      company_mrr: user.mrr&.to_f, # a BigDecimal would be written as text
      customer_status: user.status, # "active", "trial", "churned"
      renewal_date: user.renewal_date, # ISO date string
      renewal_risk: user.renewal_risk, # "low", "medium", "high"
      account_owner_email: user.account_owner_email,
      # Token lifetime
      iat: now,
      exp: now + 3600
    }.compact
    token = JWT.encode(payload, PRODUCTBRIDGE_SECRET, 'HS256')

    # Redirect back to ProductBridge; since Rails 7 only with allow_other_host
    query = { ssoToken: token, organizationId: params[:organizationId], returnTo: params[:returnTo] }.compact
    response.headers['Cache-Control'] = 'no-store'
    redirect_to "#{PRODUCTBRIDGE_CALLBACK}?#{query.to_query}", allow_other_host: true
  end

  private

  # Anyone can make a link to your login page with a redirect of their own, and would get your user's token.
  def compare_redirect
    head :bad_request unless params[:redirect] == PRODUCTBRIDGE_CALLBACK
  end
end
