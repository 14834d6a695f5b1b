-- Prolongs a lease from now, also one that has run out but that nobody claimed since.
-- ARGV: name, token, length. Returns whether it is still this claim's.
local name, token, length = ARGV[1], ARGV[2], tonumber(ARGV[3])
local lease, head = read_lease(name), read_head(name)
if not lease or lease.token ~= token or not head then return 0 end
go_on_when_full()
lease.untl = NOW + length
write_lease(name, lease)
place(name, head.due, lease)
return 1
