#pragma once

#include "core/base/Value.h"
#include "core/project/Problem.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * One JSON file of a project while it is read: turns what is wrong in it into problems with line
 * and column. Keeps references to the text and the list of problems, which must outlive it.
 */
class JsonFile
{
public:
    JsonFile(std::string path, std::string_view text, std::vector<Problem> &problems);

    /** The top-level object; nullptr (and a problem) when the text is no JSON object of a known
     * format. */
    const Value *parse();
    /** What parse() found; null before and when it failed. */
    [[nodiscard]] const Value &value() const { return m_value; }

    /** Something could not be understood and is left out; saving would lose it. */
    void leaveOut(std::string_view code, std::string message, std::string_view pointer);
    /** Understood, and wrong. */
    void error(std::string_view code, std::string message, std::string_view pointer);
    void warn(std::string_view code, std::string message, std::string_view pointer);

    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    Problem &add(Problem::Severity severity, std::string_view code, std::string message,
                 std::string_view pointer);
    void reportDuplicateKeys();

    std::string m_path;
    std::string_view m_text;
    std::vector<Problem> &m_problems;
    Value m_value;
};

/**
 * Reads one object of a JsonFile key by key. Each getter marks its key as known, answers a default
 * for an absent one and reports a value of the wrong kind. rest() is what nobody asked for.
 */
class ObjectReader
{
public:
    ObjectReader(JsonFile &file, const ValueObject &object, std::string pointer);

    [[nodiscard]] JsonFile &file() const { return m_file; }
    [[nodiscard]] const std::string &pointer() const { return m_pointer; }
    /** "/fields/0" + key → "/fields/0/name". */
    [[nodiscard]] std::string pointerTo(std::string_view key) const;
    [[nodiscard]] static std::string join(std::string_view pointer, std::string_view key);
    [[nodiscard]] static std::string join(std::string_view pointer, std::size_t index);

    [[nodiscard]] bool has(std::string_view key) const { return m_object.contains(key); }
    /** The raw value (null when absent), marked as known. */
    const Value &take(std::string_view key);
    std::string text(std::string_view key);
    bool flag(std::string_view key, bool other);
    int integer(std::string_view key, int other, int min, int max);
    ValueObject object(std::string_view key);
    /** nullptr when absent or no list. */
    const ValueList *list(std::string_view key);
    /** Items that are no text are left out. */
    std::vector<std::string> texts(std::string_view key);
    /** Unknown keys, in order; each is a warning. */
    ValueObject rest();

private:
    void wrongKind(std::string_view key, std::string_view expected, const Value &found);

    JsonFile &m_file;
    const ValueObject &m_object;
    std::string m_pointer;
    std::set<std::string, std::less<>> m_known;
};

/** @p name in quotation marks, safe to show. */
std::string inQuotes(std::string_view name);

/** Appends @p key only when @p value is not the default ("" or false or an empty object or list).
 */
void putText(ValueObject &object, std::string_view key, const std::string &value);
void putFlag(ValueObject &object, std::string_view key, bool value, bool standard);
void putTexts(ValueObject &object, std::string_view key, const std::vector<std::string> &values);
void putObject(ValueObject &object, std::string_view key, const ValueObject &value);
void putExtra(ValueObject &object, const ValueObject &extra);
/** The canonical text of a project file: two spaces, a final newline. */
std::string fileText(const ValueObject &object);

} // namespace syncline
