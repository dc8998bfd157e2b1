#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace syncline {

struct SqlToken
{
    enum class Kind : std::uint8_t {
        End,
        Word,   ///< A keyword or a bare name.
        Quoted, ///< "name", [name] or `name`.
        Text,   ///< 'text'
        Number,
        Param, ///< :name, @name, $name or ?1
        Sign
    };
    Kind kind = Kind::End;
    std::size_t at = 0;
    std::string_view text; ///< As it is written.

    /** The name that a Word or a Quoted stands for. */
    [[nodiscard]] std::string name() const;
};

/** Divides SQL into its words, without comments; for saying where something stands. */
class SqlTokens
{
public:
    explicit SqlTokens(std::string_view sql)
        : m_sql(sql)
    {
    }
    /** Goes on at @p offset. */
    SqlTokens(std::string_view sql, std::size_t offset)
        : m_sql(sql),
          m_at(offset)
    {
    }
    SqlToken next();

private:
    void skipBlanks();
    [[nodiscard]] std::size_t quotedEnd(char quote) const;
    [[nodiscard]] std::size_t wordEnd(std::size_t from) const;

    std::string_view m_sql;
    std::size_t m_at = 0;
};

/** 1-based line and column (in bytes, as editors want it) of @p offset. */
std::pair<int, int> placeIn(std::string_view text, std::size_t offset);

/** ASCII letters as SQL compares names. */
std::string sqlFolded(std::string_view name);

} // namespace syncline
