#pragma once

#include "core/base/Value.h"
#include "core/store/Statement.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace syncline {

/** Memory for the texts of one page, given back all at once. What it gave out stays in place. */
class TextArena
{
public:
    std::string_view keep(std::string_view text)
    {
        if (text.size() > m_left)
            grow(text.size());
        char *place = m_next;
        std::memcpy(place, text.data(), text.size());
        m_next += text.size();
        m_left -= text.size();
        return {place, text.size()};
    }
    void clear()
    {
        m_blocks.resize(m_blocks.empty() ? 0 : 1);
        m_next = m_blocks.empty() ? nullptr : m_blocks.front().bytes.get();
        m_left = m_blocks.empty() ? 0 : m_blocks.front().size;
    }

private:
    struct Block
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };
    static constexpr std::size_t blockSize = std::size_t{256} * 1024;

    void grow(std::size_t atLeast)
    {
        const std::size_t size = atLeast > blockSize ? atLeast : blockSize;
        m_blocks.push_back({std::make_unique<char[]>(size), size});
        m_next = m_blocks.back().bytes.get();
        m_left = size;
    }

    std::vector<Block> m_blocks;
    char *m_next = nullptr;
    std::size_t m_left = 0;
};

/** A column's value on its way from a document to a statement; text is not owned. */
class Cell
{
public:
    enum class Kind : std::uint8_t { Absent, Null, Int, Real, Text };

    Cell() = default;
    static Cell null() { return Cell(Kind::Null); }
    static Cell integer(std::int64_t value)
    {
        Cell cell(Kind::Int);
        cell.m_int = value;
        return cell;
    }
    static Cell real(double value)
    {
        Cell cell(Kind::Real);
        cell.m_real = value;
        return cell;
    }
    static Cell text(std::string_view value)
    {
        Cell cell(Kind::Text);
        cell.m_text = value.data();
        cell.m_size = value.size();
        return cell;
    }
    /** A raw value; its text is kept in @p arena. */
    static Cell raw(const Value &value, TextArena &arena)
    {
        if (value.isInt())
            return integer(value.asInt());
        if (value.isDouble())
            return real(value.asDouble());
        return value.isString() ? text(arena.keep(value.asString())) : null();
    }

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isEmpty() const { return m_kind <= Kind::Null; }
    [[nodiscard]] std::int64_t asInt() const { return m_int; }
    [[nodiscard]] double asReal() const { return m_real; }
    [[nodiscard]] std::string_view asText() const { return {m_text, m_size}; }
    [[nodiscard]] Value toValue() const
    {
        switch (m_kind) {
        case Kind::Int:
            return m_int;
        case Kind::Real:
            return m_real;
        case Kind::Text:
            return asText();
        case Kind::Absent:
        case Kind::Null:
            break;
        }
        return {};
    }
    void bind(Statement &statement, int index) const
    {
        switch (m_kind) {
        case Kind::Int:
            statement.bind(index, m_int);
            return;
        case Kind::Real:
            statement.bind(index, m_real);
            return;
        case Kind::Text:
            statement.bindText(index, asText());
            return;
        case Kind::Absent:
        case Kind::Null:
            statement.bindNull(index);
        }
    }

private:
    explicit Cell(Kind kind)
        : m_kind(kind)
    {
    }

    Kind m_kind = Kind::Absent;
    union
    {
        std::int64_t m_int = 0;
        double m_real;
        const char *m_text;
    };
    std::size_t m_size = 0;
};

/** A document as columns. */
struct IngestRow
{
    std::vector<Cell> cells; ///< One per field of the plan; a reference is the remote's raw id.
    std::string_view remoteId;
    std::string_view locale; ///< Empty: the documents are not localized.
    Cell version;            ///< Of the cache field: text or null.
    std::uint64_t digest = 0;
    std::uint64_t versionDigest = 0; ///< 0: no version.
};

} // namespace syncline
