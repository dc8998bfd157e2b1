#include "ui/records/RecordLink.h"

#include "ui/base/Text.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
const QString start = u"syncline://record/"_s;
} // namespace

QString recordLink(const QString &model, RecordId id)
{
    return start + QString::fromLatin1(QUrl::toPercentEncoding(model)) + u'/' +
           toQString(toText(id));
}

std::optional<InspectTarget> linkedRecord(const QString &text)
{
    const QString link = text.trimmed();
    if (!link.startsWith(start))
        return std::nullopt;
    const QStringList parts = link.mid(start.size()).split(u'/');
    if (parts.size() != 2)
        return std::nullopt;
    const std::int64_t id = idFromText(fromQString(parts.at(1)));
    const QString model = QUrl::fromPercentEncoding(parts.at(0).toUtf8());
    if (id == 0 || model.isEmpty())
        return std::nullopt;
    return InspectTarget::ofRecord(model, RecordId{id});
}

} // namespace syncline::ui
