# gem 'jwt'
require 'jwt'

# In config/routes.rb: get '/api/productbridge-token', to: 'product_bridge#token'
class ProductBridgeController < ApplicationController
  before_action :authenticate_user! # your own auth

  PRODUCTBRIDGE_SECRET = ENV.fetch('PRODUCTBRIDGE_WIDGET_SECRET')

  def token
    response.headers['Cache-Control'] = 'no-store'
    render json: { token: generate_productbridge_token(current_user) }
  end

  private

  def generate_productbridge_token(user)
    now = Time.now.to_i
    payload = {
      # --- Required ---
      email: user.email,

      # --- Recommended ---
      name: user.name,
      sub: user.id&.to_s, # your internal user ID
      avatar_url: user.avatar_url,

      # --- Optional: Company & Plan data ---
      company_name: user.company_name,
      company_id: user.company_id&.to_s,
      company_mrr: user.mrr&.to_f, # monthly recurring revenue; a BigDecimal would be written as text
      customer_status: user.status, # "active", "trial", "churned"
      renewal_date: user.renewal_date, # ISO date string
      renewal_risk: user.renewal_risk, # "low", "medium", "high"
      account_owner_email: user.account_owner_email,

      # --- Token lifetime ---
      iat: now,
      exp: now + 3600 # 1 hour
    }.compact # remove nil values

    JWT.encode(payload, PRODUCTBRIDGE_SECRET, 'HS256')
  end
end
