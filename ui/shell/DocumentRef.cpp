#include "ui/shell/DocumentRef.h"

#include <array>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::array kindNames{u"records", u"connection", u"code",   u"action",
                               u"run",     u"schema",     u"diagram"};
} // namespace

QString DocumentRef::key() const
{
    return QString::fromUtf16(kindNames.at(static_cast<std::size_t>(kind))) + u":"_s + name;
}

DocumentRef DocumentRef::fromKey(const QString &key)
{
    const qsizetype colon = key.indexOf(u':');
    DocumentRef ref;
    for (std::size_t i = 0; i < kindNames.size(); ++i) {
        if (key.left(colon) == QString::fromUtf16(kindNames.at(i))) {
            ref.kind = static_cast<Kind>(i);
            ref.name = key.mid(colon + 1);
        }
    }
    return ref;
}

} // namespace syncline::ui
