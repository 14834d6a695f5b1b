-- The earliest time at which a grain can be claimed, or nil.
local earliest
for _, kind in ipairs(redis.call('HKEYS', PREFIX .. 'kinds')) do
  for _, set in ipairs({ 'due:', 'held:' }) do
    local first = redis.call('ZRANGE', PREFIX .. set .. kind, 0, 0, 'WITHSCORES')
    local score = tonumber(first[2])
    if score and (not earliest or score < earliest) then earliest = score end
  end
end
return earliest and string.format('%d', earliest)
