#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Demonstrates the verifier with the command line at "$1": verifies a token in each of the two payload forms that
# customers' servers send, and refuses one that was signed with another secret.
set -eu
pbjwt=$1

PRODUCTBRIDGE_WIDGET_SECRET=$("$pbjwt" keygen)
export PRODUCTBRIDGE_WIDGET_SECRET
echo 'A new secret is in PRODUCTBRIDGE_WIDGET_SECRET.'

echo
echo '1. Single sign-on: a token with id and avatarURL'
token=$("$pbjwt" issue --form sso --email ada@example.com --name 'Ada Lovelace' --user-id 4711 \
    --avatar-url https://example.com/ada.png --company-name 'Analytical Engines' --company-id ae \
    --company-mrr 1249.50 --customer-status active --renewal-date 2027-03-31 --renewal-risk low)
printf '   %s\n\n' "$token"
"$pbjwt" verify --profile sso -- "$token"

echo
echo '2. The widget: a token with sub, avatar_url and user_hash'
token=$("$pbjwt" issue --form widget --email grace@example.com --name 'Grace Hopper' --user-id 1906 \
    --avatar-url https://example.com/grace.png --user-hash)
printf '   %s\n\n' "$token"
"$pbjwt" verify --profile widget --require-user-hash -- "$token"

echo
echo '3. The same token where another secret is configured'
PRODUCTBRIDGE_WIDGET_SECRET=$("$pbjwt" keygen)
status=0
"$pbjwt" verify --profile widget -- "$token" || status=$?
echo "   exit status $status"
[ "$status" -eq 1 ]
