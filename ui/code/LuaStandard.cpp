#include "ui/code/LuaStandard.h"

#include <array>

namespace syncline::ui {

namespace {

struct Line
{
    const char *signature;
    const char *summary;
};

constexpr std::array lines{
    Line{"assert(value: any, message?: any): any", "Raises the message when the value is false."},
    Line{"error(message: any, level?: integer): nil", "Stops with this error."},
    Line{"getmetatable(value: any): table|nil", "The metatable."},
    Line{"ipairs(list: table): function", "Walks over 1, 2, 3, … until the first nil."},
    Line{"next(table: table, key?: any): any, any", "The entry after this key."},
    Line{"pairs(table: table): function", "Walks over all entries."},
    Line{"pcall(run: function, ...: any): boolean, any",
         "Calls; false and the error when it raises."},
    Line{"rawequal(a: any, b: any): boolean", "Equal without metamethods."},
    Line{"rawget(table: table, key: any): any", "Reads without metamethods."},
    Line{"rawlen(value: table|string): integer", "The length without metamethods."},
    Line{"rawset(table: table, key: any, value: any): table", "Writes without metamethods."},
    Line{"select(index: integer|string, ...: any): any",
         "The arguments from the index on; \"#\" counts them."},
    Line{"setmetatable(table: table, metatable: table|nil): table", "Sets the metatable."},
    Line{"tonumber(value: any, base?: integer): number|nil", "The number that the text says."},
    Line{"tostring(value: any): string", "The value as text."},
    Line{"type(value: any): string", "nil, boolean, number, string, table, function, …"},
    Line{"xpcall(run: function, handler: function, ...: any): boolean, any",
         "pcall with a function that sees the error first."},
    Line{"coroutine.close(coroutine: thread): boolean, any", "Ends a coroutine."},
    Line{"coroutine.create(run: function): thread", "A coroutine that has not begun."},
    Line{"coroutine.isyieldable(): boolean", "Whether a yield is possible here."},
    Line{"coroutine.resume(coroutine: thread, ...: any): boolean, any", "Goes on with it."},
    Line{"coroutine.running(): thread, boolean", "The one that runs."},
    Line{"coroutine.status(coroutine: thread): string", "running, suspended, normal or dead."},
    Line{"coroutine.wrap(run: function): function", "A function that resumes."},
    Line{"coroutine.yield(...: any): any", "Lets the resumer go on."},
    Line{"math.abs(x: number): number", "Without its sign."},
    Line{"math.ceil(x: number): integer", "Rounded up."},
    Line{"math.floor(x: number): integer", "Rounded down."},
    Line{"math.fmod(x: number, y: number): number", "The rest, rounded towards zero."},
    Line{"math.max(x: number, ...: number): number", "The largest."},
    Line{"math.min(x: number, ...: number): number", "The smallest."},
    Line{"math.modf(x: number): number, number", "The whole part and the fraction."},
    Line{"math.random(low?: integer, high?: integer): number", "A random number."},
    Line{"math.sqrt(x: number): number", "The square root."},
    Line{"math.tointeger(x: any): integer|nil", "As integer when it is whole."},
    Line{"math.type(x: any): string|nil", "integer, float, or nil."},
    Line{"math.huge: number", "Larger than any number."},
    Line{"math.maxinteger: integer", "The largest integer."},
    Line{"math.mininteger: integer", "The smallest integer."},
    Line{"math.pi: number", "π"},
    Line{"os.clock(): number", "Processor time in seconds."},
    Line{"os.date(format?: string, time?: integer): string|table", "A time as text."},
    Line{"os.difftime(later: integer, earlier: integer): number", "Seconds in between."},
    Line{"os.time(date?: table): integer", "Seconds since 1970."},
    Line{"string.byte(text: string, first?: integer, last?: integer): integer",
         "The codes of bytes."},
    Line{"string.char(...: integer): string", "The text of these bytes."},
    Line{"string.find(text: string, pattern: string, init?: integer, plain?: boolean): "
         "integer|nil, integer",
         "Where the pattern is found."},
    Line{"string.format(format: string, ...: any): string", "Fills %d, %s, %.2f, …"},
    Line{"string.gmatch(text: string, pattern: string): function", "Walks over all matches."},
    Line{"string.gsub(text: string, pattern: string, with: string|table|function, most?: integer): "
         "string, integer",
         "Replaces matches; also says how many."},
    Line{"string.len(text: string): integer", "The number of bytes."},
    Line{"string.lower(text: string): string", "In small letters."},
    Line{"string.match(text: string, pattern: string, init?: integer): string|nil",
         "What the pattern captures."},
    Line{"string.rep(text: string, count: integer, separator?: string): string", "Repeated."},
    Line{"string.reverse(text: string): string", "From the end to the beginning."},
    Line{"string.sub(text: string, first: integer, last?: integer): string",
         "A part; negative counts from the end."},
    Line{"string.upper(text: string): string", "In capital letters."},
    Line{"table.concat(list: table, separator?: string, first?: integer, last?: integer): string",
         "All joined."},
    Line{"table.insert(list: table, at: any, value?: any): nil", "Adds at the end or at a place."},
    Line{"table.move(from: table, first: integer, last: integer, at: integer, to?: table): table",
         "Copies a range."},
    Line{"table.pack(...: any): table", "The arguments as a list with n."},
    Line{"table.remove(list: table, at?: integer): any", "Takes the last one out, or one."},
    Line{"table.sort(list: table, less?: function): nil", "Sorts in place."},
    Line{"table.unpack(list: table, first?: integer, last?: integer): any",
         "The elements as several values."},
    Line{"utf8.char(...: integer): string", "The text of these letters."},
    Line{"utf8.codepoint(text: string, first?: integer, last?: integer): integer",
         "The codes of letters."},
    Line{"utf8.codes(text: string): function", "Walks over the letters."},
    Line{"utf8.len(text: string, first?: integer, last?: integer): integer|nil",
         "The number of letters."},
    Line{"utf8.offset(text: string, n: integer, from?: integer): integer|nil",
         "Where the n-th letter begins."},
    Line{"utf8.charpattern: string", "Matches one letter."},
};

} // namespace

std::vector<ApiEntry> luaStandardEntries()
{
    std::vector<ApiEntry> entries;
    for (const Line &line : lines) {
        ApiEntry entry;
        entry.signature = line.signature;
        entry.name = entry.signature.substr(0, entry.signature.find_first_of("(:"));
        entry.summary = line.summary;
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace syncline::ui
