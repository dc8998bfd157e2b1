#include "scripting/sandbox/Sandbox.h"

#include <algorithm>
#include <climits>
#include <cstdint>
#include <string_view>
#include <vector>

/** table: ours throughout, since every loop's length is what a script says (__len). */
namespace syncline::sandbox {

namespace {

lua_Integer lengthOf(lua_State *lua, int index)
{
    luaL_checktype(lua, index, LUA_TTABLE);
    return luaL_len(lua, index);
}

int insert(lua_State *lua)
{
    const lua_Integer end = static_cast<lua_Integer>(static_cast<lua_Unsigned>(lengthOf(lua, 1)) +
                                                     1); // may wrap around, as in Lua
    lua_Integer position = end;
    switch (lua_gettop(lua)) {
    case 2:
        break;
    case 3: {
        position = luaL_checkinteger(lua, 2);
        luaL_argcheck(lua,
                      static_cast<lua_Unsigned>(position) - 1U < static_cast<lua_Unsigned>(end), 2,
                      "position out of bounds");
        Ticker ticker(lua);
        for (lua_Integer i = end; i > position; --i) {
            ticker.tick();
            lua_geti(lua, 1, i - 1);
            lua_seti(lua, 1, i);
        }
        break;
    }
    default:
        return luaL_error(lua, "wrong number of arguments to 'insert'");
    }
    lua_seti(lua, 1, position);
    return 0;
}

int remove(lua_State *lua)
{
    const lua_Integer size = lengthOf(lua, 1);
    lua_Integer position = luaL_optinteger(lua, 2, size);
    if (!lua_isnone(lua, 2)) {
        luaL_argcheck(lua,
                      static_cast<lua_Unsigned>(position) - 1U <= static_cast<lua_Unsigned>(size),
                      2, "position out of bounds");
    }
    lua_geti(lua, 1, position);
    Ticker ticker(lua);
    for (; position < size; ++position) {
        ticker.tick();
        lua_geti(lua, 1, position + 1);
        lua_seti(lua, 1, position);
    }
    lua_pushnil(lua);
    lua_seti(lua, 1, position);
    return 1;
}

int move(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    const lua_Integer from = luaL_checkinteger(lua, 2);
    const lua_Integer end = luaL_checkinteger(lua, 3);
    const lua_Integer to = luaL_checkinteger(lua, 4);
    const int target = lua_isnoneornil(lua, 5) ? 1 : 5;
    luaL_checktype(lua, target, LUA_TTABLE);
    if (end >= from) {
        luaL_argcheck(lua, from > 0 || end < LUA_MAXINTEGER + from, 3, "too many elements to move");
        const lua_Integer count = end - from + 1;
        luaL_argcheck(lua, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
        const bool isForward =
            to > end || to <= from || (target != 1 && lua_rawequal(lua, 1, 5) == 0);
        Ticker ticker(lua);
        for (lua_Integer i = 0; i < count; ++i) {
            ticker.tick();
            const lua_Integer offset = isForward ? i : count - 1 - i;
            lua_geti(lua, 1, from + offset);
            lua_seti(lua, target, to + offset);
        }
    }
    lua_pushvalue(lua, target);
    return 1;
}

void addPiece(lua_State *lua, luaL_Buffer *buffer, lua_Integer index)
{
    lua_geti(lua, 1, index);
    if (lua_isstring(lua, -1) == 0) {
        luaL_error(lua, "invalid value (at index %I) in table for 'concat'",
                   static_cast<LUAI_UACINT>(index));
    }
    luaL_addvalue(buffer);
}

int concat(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    std::size_t separatorSize = 0;
    const char *separator = luaL_optlstring(lua, 2, "", &separatorSize);
    lua_Integer first = luaL_optinteger(lua, 3, 1);
    const lua_Integer last = lua_isnoneornil(lua, 4) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 4);
    luaL_Buffer buffer;
    luaL_buffinit(lua, &buffer);
    Ticker ticker(lua);
    for (; first < last; ++first) {
        ticker.tick();
        addPiece(lua, &buffer, first);
        luaL_addlstring(&buffer, separator, separatorSize);
    }
    if (first == last)
        addPiece(lua, &buffer, first);
    luaL_pushresult(&buffer);
    return 1;
}

int pack(lua_State *lua)
{
    const int count = lua_gettop(lua);
    lua_createtable(lua, count, 1);
    lua_insert(lua, 1);
    for (int i = count; i >= 1; --i)
        lua_seti(lua, 1, i);
    lua_pushinteger(lua, count);
    lua_setfield(lua, 1, "n");
    return 1;
}

int unpack(lua_State *lua)
{
    const lua_Integer first = luaL_optinteger(lua, 2, 1);
    const lua_Integer last = lua_isnoneornil(lua, 3) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 3);
    if (first > last)
        return 0;
    const lua_Unsigned count = static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first);
    if (count >= static_cast<lua_Unsigned>(INT_MAX) ||
        lua_checkstack(lua, static_cast<int>(count) + 1) == 0)
        return luaL_error(lua, "too many results to unpack");
    Ticker ticker(lua);
    for (lua_Unsigned i = 0; i <= count; ++i) {
        ticker.tick();
        lua_geti(lua, 1, static_cast<lua_Integer>(static_cast<lua_Unsigned>(first) + i));
    }
    return static_cast<int>(count) + 1;
}

/** Stable merge sort: safe with any order function, however inconsistent, and with a due stop. */
class Sorter
{
public:
    Sorter(lua_State *lua, std::size_t count)
        : m_lua(lua),
          m_ticker(lua),
          m_hasOrder(!lua_isnoneornil(lua, 2)),
          m_order(count),
          m_spare(count)
    {
        for (std::size_t i = 0; i < count; ++i)
            m_order[i] = static_cast<std::uint32_t>(i + 1);
    }

    void sort()
    {
        const std::size_t count = m_order.size();
        for (std::size_t width = 1; width < count; width *= 2) {
            for (std::size_t begin = 0; begin < count; begin += 2 * width)
                merge(begin, std::min(begin + width, count), std::min(begin + 2 * width, count));
            m_order.swap(m_spare);
        }
    }
    [[nodiscard]] const std::vector<std::uint32_t> &order() const { return m_order; }

private:
    void merge(std::size_t left, std::size_t middle, std::size_t end)
    {
        std::size_t right = middle;
        for (std::size_t out = left, from = left; out < end; ++out) {
            m_ticker.tick();
            const bool takeRight =
                right < end && (from >= middle || isLess(m_order[right], m_order[from]));
            m_spare[out] = takeRight ? m_order[right++] : m_order[from++];
        }
    }

    /** The values lie in the table at index 3. */
    bool isLess(std::uint32_t a, std::uint32_t b)
    {
        if (m_hasOrder)
            lua_pushvalue(m_lua, 2);
        lua_rawgeti(m_lua, 3, a);
        lua_rawgeti(m_lua, 3, b);
        bool less = false;
        if (m_hasOrder) {
            lua_call(m_lua, 2, 1);
            less = lua_toboolean(m_lua, -1) != 0;
            lua_pop(m_lua, 1);
        } else {
            less = lua_compare(m_lua, -2, -1, LUA_OPLT) != 0;
            lua_pop(m_lua, 2);
        }
        return less;
    }

    lua_State *m_lua;
    Ticker m_ticker;
    bool m_hasOrder;
    std::vector<std::uint32_t> m_order;
    std::vector<std::uint32_t> m_spare;
};

int sort(lua_State *lua)
{
    const lua_Integer size = lengthOf(lua, 1);
    if (size < 2)
        return 0;
    constexpr lua_Integer most = 20'000'000;
    luaL_argcheck(lua, size <= most, 1, "array too big");
    if (!lua_isnoneornil(lua, 2))
        luaL_checktype(lua, 2, LUA_TFUNCTION);
    lua_settop(lua, 2);
    lua_createtable(lua, static_cast<int>(size), 0);
    Ticker ticker(lua);
    for (lua_Integer i = 1; i <= size; ++i) {
        ticker.tick();
        lua_geti(lua, 1, i);
        lua_rawseti(lua, 3, i);
    }
    Sorter sorter(lua, static_cast<std::size_t>(size));
    sorter.sort();
    lua_Integer position = 0;
    for (const std::uint32_t from : sorter.order()) {
        ticker.tick();
        lua_rawgeti(lua, 3, from);
        lua_seti(lua, 1, ++position);
    }
    return 0;
}

constexpr luaL_Reg functions[] = {{"insert", lua::entry<insert>}, {"remove", lua::entry<remove>},
                                  {"move", lua::entry<move>},     {"concat", lua::entry<concat>},
                                  {"pack", lua::entry<pack>},     {"unpack", lua::entry<unpack>},
                                  {"sort", lua::entry<sort>},     {nullptr, nullptr}};

} // namespace

void openTable(lua_State *lua)
{
    lua_newtable(lua);
    luaL_setfuncs(lua, functions, 0);
}

} // namespace syncline::sandbox
