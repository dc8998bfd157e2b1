#pragma once

#include <QTest>

#include <string>

/** Lets QCOMPARE show what a std::string holds when it fails. */
namespace QTest {

template <>
inline char *toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

} // namespace QTest
