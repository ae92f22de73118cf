-- SPDX-License-Identifier: Apache-2.0
-- For wrk with one thread: sends the requests of the file in LOAD_REQUESTS, of which each line has method, path, cookie and body
-- with tabs between. With LOAD_ONCE each is sent once. Each comes from an address of its own, so that no limit is met.

local sent, lines, number, prefix = 0, {}, 0, os.getenv("LOAD_PREFIX")
local once = os.getenv("LOAD_ONCE") ~= nil
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init()
  exhausted = 0
  for line in io.lines(os.getenv("LOAD_REQUESTS")) do
    lines[#lines + 1] = { line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$") }
  end
end

function request()
  number = number + 1
  if number > #lines then
    if once then
      exhausted = 1
      wrk.thread:stop()
    end
    number = 1
  end
  sent = sent + 1
  local method, path, cookie, body = unpack(lines[number])
  local address = prefix .. math.floor(sent / 65536) % 256 .. "." .. math.floor(sent / 256) % 256 .. "." .. sent % 256
  local headers = { ["Host"] = os.getenv("LOAD_HOST"), ["X-Forwarded-For"] = address, ["Sec-Fetch-Site"] = "cross-site" }
  if cookie ~= "" then headers["Cookie"] = cookie end
  if body ~= "" then headers["Content-Type"] = "application/json" end
  return wrk.format(method, path, headers, body ~= "" and body or nil)
end

function done(summary, latency)
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"failures":%d,"exhausted":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    threads[1]:get("exhausted")))
end
