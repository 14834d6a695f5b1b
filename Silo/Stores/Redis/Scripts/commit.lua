-- Writes all of a commit or nothing of it.
-- KEYS: the grains' strings, in the order of the writes.
-- ARGV: caller, token of this turn, "again" when an earlier try of the same turn may have run, name and token of the
-- lease it ends (or two empty ones), then five for each write: operation, name, expected version, due time, state.
-- Returns the name of the first grain in conflict or an empty one, whether the bell rang, whether it ended the lease, and
-- the time.
local caller, turn, again, lease_name, lease_token = ARGV[1], ARGV[2], ARGV[3] == 'again', ARGV[4], ARGV[5]
local SEVEN_DAYS = 7 * 24 * 3600 * 1000

local writes = {}
for i = 6, #ARGV, 5 do
  local write = { operation = ARGV[i], name = ARGV[i + 1], expected = tonumber(ARGV[i + 2]), due = tonumber(ARGV[i + 3]),
    state = ARGV[i + 4] }
  write.head = read_head(write.name)
  writes[#writes + 1] = write
end

-- The answer to an earlier try was lost. It ran if what it put bears its token, or if all it had to delete is gone: all
-- or nothing makes one of them speak for the whole. Wakes alone leave no trace; waking twice is harmless.
local function has_run()
  local puts, gone, left = 0, 0, 0
  for _, write in ipairs(writes) do
    if write.operation == 'put' then
      puts = puts + 1
      if write.head and write.head.turn == turn then return true end
    elseif write.operation == 'delete' then
      if write.head then left = left + 1 else gone = gone + 1 end
    end
  end
  return puts == 0 and left == 0 and gone > 0
end

if again and has_run() then return { '', 1, 0, NOW } end

for _, write in ipairs(writes) do
  local version = write.head and write.head.version or 0
  if write.operation ~= 'wake' and version ~= write.expected then return { write.name, 0, 0, NOW } end
end

local ended, has_ended = nil, 0
if lease_name ~= '' then
  local lease = read_lease(lease_name)
  if lease and lease.token == lease_token then
    redis.call('HDEL', PREFIX .. 'leases', lease_name)
    redis.call('HDEL', PREFIX .. 'strikes', lease_name)
    ended, has_ended = lease_name, 1
  end
end

-- What is there already goes on when the server is full; a commit that only brings something new is refused.
if not ended then
  for _, write in ipairs(writes) do
    if write.head then
      go_on_when_full()
      break
    end
  end
end

local function forget(name)
  local kind = kind_of(name)
  redis.call('DEL', key_of(name))
  redis.call('ZREM', PREFIX .. 'due:' .. kind, name)
  redis.call('ZREM', PREFIX .. 'held:' .. kind, name)
  redis.call('HDEL', PREFIX .. 'leases', name)
  redis.call('HDEL', PREFIX .. 'strikes', name)
  redis.call('HINCRBY', PREFIX .. 'kinds', kind, -1)
  redis.call('ZADD', PREFIX .. 'gone', NOW, name)
  local old = redis.call('ZRANGEBYSCORE', PREFIX .. 'gone', '-inf', NOW - SEVEN_DAYS, 'LIMIT', 0, 100)
  if #old == 0 then return end
  redis.call('ZREM', PREFIX .. 'feed', unpack(old))
  redis.call('ZREM', PREFIX .. 'gone', unpack(old))
end

local earliest = math.huge
for _, write in ipairs(writes) do
  local head = write.head
  if write.operation == 'put' then
    redis.call('SET', key_of(write.name),
      format_head({ version = write.expected + 1, due = write.due, turn = turn }) .. write.state)
    if not head then
      redis.call('HINCRBY', PREFIX .. 'kinds', kind_of(write.name), 1)
      redis.call('ZREM', PREFIX .. 'gone', write.name)
    end
    place(write.name, write.due, read_lease(write.name))
    earliest = math.min(earliest, write.due)
  elseif head and write.operation == 'wake' then
    head.version = head.version + 1
    head.due = math.min(head.due, write.due)
    redis.call('SETRANGE', key_of(write.name), 0, format_head(head))
    place(write.name, head.due, read_lease(write.name))
    earliest = math.min(earliest, head.due)
  elseif head then
    forget(write.name)
  end
  if head or write.operation == 'put' then note_change(write.name) end
  if write.name == ended then ended = nil end
end

if ended then
  local head = read_head(ended)
  if head then
    place(ended, head.due, nil)
    earliest = math.min(earliest, head.due)
  end
end
return { '', ring(caller, earliest), has_ended, NOW }
