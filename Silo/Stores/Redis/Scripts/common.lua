-- What all scripts share. Every grain is one string, {voicemail}:g:<name>, where the name is "<kind>/<key>": a head of
-- 44 octets and the state document behind it. The head has fixed places, so that a wake rewrites 44 octets and not the
-- document: version (10 digits), due time (15), token of the turn that wrote the state (16), each with a blank behind.
--
--   {voicemail}:due:<kind>   sorted set, name -> due time: grains that nobody holds
--   {voicemail}:held:<kind>  sorted set, name -> when it can be claimed at the earliest: grains under a lease
--   {voicemail}:leases       hash, name -> "<token> <until> <version claimed>"
--   {voicemail}:strikes      hash, name -> leases in a row that ran out; only where there are any
--   {voicemail}:feed         sorted set, name -> position of its newest change, deleted ones included
--   {voicemail}:gone         sorted set, name -> when it was deleted; forgotten with its change after seven days
--   {voicemail}:kinds        hash, kind -> how many grains
--   {voicemail}:position     the last position given out
--   {voicemail}:bell         channel: somebody made a grain due, or will within a moment; says who
--
-- Two rules. A grain is in exactly one of due and held. And a script checks everything before it writes anything: Redis
-- runs it alone, but does not undo what it wrote before an error. Times are milliseconds of Redis's own clock.
local PREFIX = '{voicemail}:'
local HEAD = 44

local time = redis.call('TIME')
local NOW = time[1] * 1000 + math.floor(time[2] / 1000)

local function key_of(name) return PREFIX .. 'g:' .. name end
local function kind_of(name) return string.match(name, '^[^/]+') end

-- Version, due time and turn of a grain out of the start of its string; nil when there is no such grain.
local function parse_head(text)
  if #text < HEAD then return nil end
  return {
    version = tonumber(string.sub(text, 1, 10)), due = tonumber(string.sub(text, 12, 26)),
    turn = string.sub(text, 28, 43),
  }
end

local function read_head(name) return parse_head(redis.call('GETRANGE', key_of(name), 0, HEAD - 1)) end

local function format_head(head) return string.format('%010d %015d %s ', head.version, head.due, head.turn) end

local function read_lease(name)
  local text = redis.call('HGET', PREFIX .. 'leases', name)
  if not text then return nil end
  local token, untl, version = string.match(text, '^(%S+) (%d+) (%d+)$')
  return { token = token, untl = tonumber(untl), version = tonumber(version) }
end

local function write_lease(name, lease)
  redis.call('HSET', PREFIX .. 'leases', name, string.format('%s %d %d', lease.token, lease.untl, lease.version))
end

-- A full server refuses a script at its first write that needs memory, and lets it go on once it has written anything.
-- Called first by what brings work to its end; what brings new work is refused, and waits in the journals.
local function go_on_when_full() redis.call('DEL', PREFIX .. 'nothing') end

-- Puts a grain where it belongs: a lease that has run out no longer holds it, though it may still be extended.
local function place(name, due, lease)
  local kind = kind_of(name)
  if lease and lease.untl > NOW then
    redis.call('ZREM', PREFIX .. 'due:' .. kind, name)
    redis.call('ZADD', PREFIX .. 'held:' .. kind, math.max(due, lease.untl), name)
  else
    redis.call('ZREM', PREFIX .. 'held:' .. kind, name)
    redis.call('ZADD', PREFIX .. 'due:' .. kind, due, name)
  end
end

local function note_change(name)
  redis.call('ZADD', PREFIX .. 'feed', redis.call('INCR', PREFIX .. 'position'), name)
end

-- Rings for those who would otherwise sleep past a due time; they look at least once a second.
local function ring(caller, due)
  if due > NOW + 1000 then return 0 end
  redis.call('PUBLISH', PREFIX .. 'bell', caller)
  return 1
end
