#pragma once

#include "core/base/Json.h"
#include "core/base/Value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncline::json {

/**
 * Writes JSON piece by piece to the end of a string, for texts that are never a
 * Value as a whole. The rules of json::write(). Inside an object every value
 * follows its key(). The caller keeps begin and end balanced, and within
 * maxDepth.
 */
class Writer
{
public:
    explicit Writer(std::string &out, Layout layout = Layout::Compact)
        : m_out(out),
          m_indented(layout == Layout::Indented)
    {
    }

    void beginObject() { begin('{'); }
    void endObject() { end('}'); }
    void beginList() { begin('['); }
    void endList() { end(']'); }
    void key(std::string_view name);

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void integer(std::uint64_t value);
    void real(double value);
    void string(std::string_view value);
    /** Any value; what is nested deeper than maxDepth becomes null. */
    void value(const Value &value);

    /** Objects and lists begun and not yet ended. */
    [[nodiscard]] std::size_t depth() const { return m_depth; }

private:
    void begin(char bracket);
    void end(char bracket);
    void separate();
    void newLine();
    void quoted(std::string_view text);
    std::size_t appendPlain(std::string_view text, std::size_t at);

    std::string &m_out;
    const bool m_indented;
    bool m_empty = true; ///< Nothing yet in the innermost object or list.
    bool m_afterKey = false;
    std::size_t m_depth = 0;
};

} // namespace syncline::json
