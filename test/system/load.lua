-- SPDX-License-Identifier: Apache-2.0
-- wrk: a resource request with a proof that was made before (examples/system/presign.c), each used once, in the slot of time that it was made for.
-- Arguments: FOLDER FIRST SECONDS SLOTS
-- Each thread has a file of its own, named by its number: not a local of the same name, which would hide it from the functions below.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    folder, first, seconds, slots = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
    tokens = {}
    for line in io.lines(folder .. "/tokens") do
        tokens[#tokens + 1] = line:match("^[^\t]*")
    end
    slot = -1
end

-- The next line of the slot of this moment; nil when they are used up.
local function next_line()
    local now = math.floor((os.time() - first) / seconds)
    if now ~= slot then
        slot = now
        if file then file:close() end
        file = io.open(folder .. "/" .. number .. "-" .. slot)
    end
    return file and file:read("*l")
end

function request()
    local line = next_line()
    if not line then return wrk.format("GET", "/") end -- counted as an error: the generator was too slow
    local index, proof = line:match("^(%d+) (.*)$")
    return wrk.format("GET", nil, {["Authorization"] = "DPoP " .. tokens[tonumber(index)], ["DPoP"] = proof})
end

-- done() is the same without proofs.
dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "plain.lua")
