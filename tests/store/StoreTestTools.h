#pragma once

#include "core/store/Database.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <string>

namespace syncline::test {

inline std::filesystem::path pathIn(const QTemporaryDir &folder, const char *name)
{
    return std::filesystem::path(folder.path().toStdString()) / name;
}

/** The first column of the first row of @p sql as an integer; −1 and a message on the console when
 * it fails. */
inline std::int64_t single(Database &database, std::string_view sql)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement) {
        qWarning("%s", statement.error().describe().c_str());
        return -1;
    }
    const Result<bool> row = statement->step();
    if (!row || !row.value()) {
        qWarning("no row: %s", row ? "" : row.error().describe().c_str());
        return -1;
    }
    return statement->integer(0);
}

inline std::string singleText(Database &database, std::string_view sql)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error().describe();
    const Result<bool> row = statement->step();
    if (!row)
        return row.error().describe();
    return row.value() ? std::string(statement->text(0)) : std::string("no row");
}

} // namespace syncline::test

/** QVERIFY for a Result: the message shows the error. */
#define VERIFY_OK(expression) \
    do { \
        const auto &verifyOkResult = (expression); \
        QVERIFY2(verifyOkResult.ok(), \
                 verifyOkResult.ok() ? "" : verifyOkResult.error().describe().c_str()); \
    } while (false)

/** That a Result failed with this code. */
#define VERIFY_CODE(expression, wanted) \
    do { \
        const auto &verifyCodeResult = (expression); \
        QVERIFY2(!verifyCodeResult.ok(), "succeeded"); \
        QCOMPARE(QString::fromStdString(verifyCodeResult.error().code), \
                 QString::fromUtf8((wanted).data(), (wanted).size())); \
    } while (false)
