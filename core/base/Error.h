#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

/**
 * What went wrong, as a value.
 *
 * `code` is stable and for branching and for users' own code (`GGT_…` where Gadget has one, else
 * `SYNC_…`). `sentence` is one English sentence with `%1`…`%9` for `args`, so that `ui` can
 * translate it; message() is the filled sentence. `place` ("models/product/model.json:12:3") and
 * `detail` (SQLite's words, a Lua traceback) may be empty. Copyable across threads.
 */
struct Error
{
    std::string code;
    std::string sentence;
    std::vector<std::string> args;
    std::string detail;
    std::string place;
    /** Field name → message, for GGT_INVALID_RECORD; ordered as found. */
    std::vector<std::pair<std::string, std::string>> fields;

    Error() = default;
    Error(std::string_view errorCode, std::string_view text,
          std::initializer_list<std::string> arguments = {})
        : code(errorCode),
          sentence(text),
          args(arguments)
    {
    }

    Error &withDetail(std::string text) &
    {
        detail = std::move(text);
        return *this;
    }
    Error &&withDetail(std::string text) &&
    {
        detail = std::move(text);
        return std::move(*this);
    }
    Error &&withPlace(std::string where) &&
    {
        place = std::move(where);
        return std::move(*this);
    }

    /** The sentence with its placeholders filled; no trailing newline. */
    [[nodiscard]] std::string message() const;
    /** "CODE: message (place)" for logs and the command line. */
    [[nodiscard]] std::string describe() const;

    [[nodiscard]] bool is(std::string_view other) const { return code == other; }
};

/** Codes that more than one folder branches on. Codes used in one place stand there. */
namespace errc {
inline constexpr std::string_view permissionDenied = "GGT_PERMISSION_DENIED";
inline constexpr std::string_view invalidRecord = "GGT_INVALID_RECORD";
inline constexpr std::string_view recordNotFound = "GGT_RECORD_NOT_FOUND";
inline constexpr std::string_view nonUniqueData = "GGT_NON_UNIQUE_DATA";
inline constexpr std::string_view invalidActionInput = "GGT_INVALID_ACTION_INPUT";
inline constexpr std::string_view invalidQueryInput = "GGT_INVALID_QUERY_INPUT";
inline constexpr std::string_view misconfiguredAction = "GGT_MISCONFIGURED_ACTION";
inline constexpr std::string_view preconditionFailed = "GGT_PRECONDITION_FAILED";
inline constexpr std::string_view transactionTimeout = "GGT_TRANSACTION_TIMEOUT";
inline constexpr std::string_view actionTimeout = "GGT_ACTION_TIMEOUT";
inline constexpr std::string_view actionLoop = "GGT_ACTION_LOOP";
inline constexpr std::string_view staleHandle = "GGT_STALE_HANDLE";
inline constexpr std::string_view cannotWaitHere = "GGT_CANNOT_WAIT_HERE";
inline constexpr std::string_view internalError = "GGT_INTERNAL_ERROR";
inline constexpr std::string_view scriptError = "GGT_UNKNOWN"; ///< Uncaught error in user code.
inline constexpr std::string_view scriptMemory = "SYNC_SCRIPT_MEMORY";
inline constexpr std::string_view cancelled = "SYNC_CANCELLED";
inline constexpr std::string_view timeout = "SYNC_TIMEOUT";
inline constexpr std::string_view notFound = "SYNC_NOT_FOUND"; ///< A definition, file or run.
inline constexpr std::string_view invalidInput = "SYNC_INVALID_INPUT";
inline constexpr std::string_view problems = "SYNC_PROJECT_PROBLEMS";
inline constexpr std::string_view storage = "SYNC_STORAGE";
inline constexpr std::string_view diskFull = "SYNC_DISK_FULL";
inline constexpr std::string_view readOnly = "SYNC_READ_ONLY";
inline constexpr std::string_view locked = "SYNC_LOCKED"; ///< Another instance has the project.
inline constexpr std::string_view tooNew = "SYNC_TOO_NEW";
inline constexpr std::string_view corrupt = "SYNC_CORRUPT";
inline constexpr std::string_view network = "SYNC_NETWORK";
inline constexpr std::string_view httpStatus = "SYNC_HTTP_STATUS";
inline constexpr std::string_view badJson = "SYNC_BAD_JSON";
inline constexpr std::string_view secrets = "SYNC_SECRETS";
inline constexpr std::string_view restart = "SYNC_RESTART"; ///< Inner: run the task again alone.
} // namespace errc

} // namespace syncline
