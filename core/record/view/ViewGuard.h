#pragma once

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "core/record/view/ViewSchema.h"

#include <chrono>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

struct sqlite3;

namespace syncline {

/** How long a view may run, and who may end it. */
struct ViewLimits
{
    std::chrono::milliseconds time{10'000}; ///< 0: any.
    std::stop_token stop;
};

/**
 * Holds what runs on a connection of its own to reading models: SQLite asks it about everything
 * that a statement would do, before it does it, and some thousand steps apart whether to go on.
 * From construction to destruction; used on the connection's thread.
 */
class ViewGuard
{
public:
    ViewGuard(Database &database, const ViewSchema &schema, const Clock &clock, ViewLimits limits);
    ~ViewGuard();
    ViewGuard(const ViewGuard &) = delete;
    ViewGuard &operator=(const ViewGuard &) = delete;

    /** What was refused first, as a sentence; nullopt: nothing. */
    [[nodiscard]] const std::optional<std::string> &refusal() const { return m_refusal; }
    /** The word of the SQL that it is about; empty: not known. */
    [[nodiscard]] const std::string &refusedWord() const { return m_refusedWord; }
    /** Why a statement was interrupted; nullopt: it was not. */
    [[nodiscard]] std::optional<Error> interruption() const;

private:
    int authorize(int action, const char *first, const char *second, const char *database,
                  const char *inside);
    int authorizeRead(const char *table, const char *column, const char *database,
                      const char *inside);
    bool goesOn();
    int refuse(std::string sentence, const char *word);
    void setLimits();

    sqlite3 *m_handle;
    const ViewSchema &m_schema;
    const Clock &m_clock;
    const ViewLimits m_limits;
    const std::chrono::steady_clock::time_point m_begun;
    std::set<std::string> m_opened; ///< Tables that a model's view has read from.
    std::optional<std::string> m_refusal;
    std::string m_refusedWord;
    bool m_isLate = false;
    bool m_isStopped = false;
};

} // namespace syncline
