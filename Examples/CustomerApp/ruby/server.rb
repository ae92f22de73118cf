# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# The customer's app on Rails' controllers and Puma: its own login form, and the two controllers from ProductBridge's
# settings page.

require 'action_controller'
require 'json'
require 'ostruct'
require 'puma'
require 'puma/server'
require 'securerandom'

FIELDS = %i[id email name avatar_url company_name company_id mrr status renewal_date renewal_risk account_owner_email].freeze
User = Struct.new(*FIELDS, :password, keyword_init: true)
USERS = JSON.parse(File.read(ENV.fetch('USERS')), symbolize_names: true)
            .to_h { |user| [user[:email], User.new(**user.slice(*FIELDS, :password))] }.freeze

# "Your own auth", with the names that Devise uses.
class ApplicationController < ActionController::Base
  private

  def current_user
    USERS[session[:email]]
  end

  def authenticate_user!
    return if current_user
    return head :unauthorized if request.path.start_with?('/api/')

    session[:page] = request.fullpath
    redirect_to '/session/new'
  end
end

# The login form.
class SessionsController < ApplicationController
  def new
    render html: '<form method="post" action="/session"><input name="email"><input type="password" name="password">' \
                 '<button>Sign in</button></form>'.html_safe
  end

  def create
    user = USERS[params[:email]]
    unless user && ActiveSupport::SecurityUtils.secure_compare(user.password, params[:password].to_s)
      return render plain: 'E-mail address or password is wrong.', status: :forbidden
    end

    page = session[:page] || '/'
    reset_session
    session[:email] = user.email
    redirect_to page, status: :see_other
  end
end

%w[sso-rails.rb token-rails.rb].each { |name| load File.join(ENV.fetch('SNIPPETS'), name) }

routes = ActionDispatch::Routing::RouteSet.new
routes.draw do
  get '/login', to: 'sso#login'
  get '/api/productbridge-token', to: 'product_bridge#token'
  get '/session/new', to: 'sessions#new'
  post '/session', to: 'sessions#create'
end
app = Rack::Session::Cookie.new(routes, key: 'session', secret: SecureRandom.hex(64), same_site: :lax)

server = Puma::Server.new(app)
server.add_tcp_listener('127.0.0.1', Integer(ENV.fetch('PORT')))
server.run.join
