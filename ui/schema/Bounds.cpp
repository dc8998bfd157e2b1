#include "ui/schema/Bounds.h"

#include "core/base/Json.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QLineEdit>
#include <QLocale>

#include <array>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

struct Unit
{
    const char16_t *name;
    std::int64_t bytes;
};
constexpr std::array units{Unit{u"GB", 1'000'000'000}, Unit{u"MB", 1'000'000}, Unit{u"KB", 1000}};

bool mark(QLineEdit *edit, bool isGood)
{
    setStyleProperty(edit, "invalid", !isGood);
    edit->setAccessibleDescription(isGood ? QString() : QLineEdit::tr("This is no number."));
    return isGood;
}

} // namespace

QString countBoundText(const std::optional<std::int64_t> &bound)
{
    return bound ? QString::number(*bound) : QString();
}

bool readCountBound(QLineEdit *edit, std::optional<std::int64_t> &bound)
{
    const QString text = edit->text().trimmed();
    bool isGood = false;
    const qlonglong count = text.toLongLong(&isGood);
    if (!mark(edit, text.isEmpty() || (isGood && count >= 0)))
        return false;
    bound = text.isEmpty() ? std::nullopt : std::optional<std::int64_t>(count);
    return true;
}

QString numberBoundText(const Value &bound)
{
    return bound.isNull() ? QString() : toQString(json::write(bound));
}

bool readNumberBound(QLineEdit *edit, Value &bound)
{
    const QString text = edit->text().trimmed();
    if (text.isEmpty()) {
        bound = Value();
        return mark(edit, true);
    }
    bool isGood = false;
    const qlonglong whole = text.toLongLong(&isGood);
    if (isGood) {
        bound = Value(static_cast<std::int64_t>(whole));
        return mark(edit, true);
    }
    const double number = QLocale::c().toDouble(text, &isGood);
    if (!mark(edit, isGood && std::isfinite(number)))
        return false;
    bound = Value(number);
    return true;
}

QString sizeBoundText(const std::optional<std::int64_t> &bound)
{
    if (!bound)
        return {};
    for (const Unit &unit : units) {
        if (*bound >= unit.bytes && *bound % unit.bytes == 0)
            return QString::number(*bound / unit.bytes) + u' ' + QString::fromUtf16(unit.name);
    }
    return QString::number(*bound);
}

bool readSizeBound(QLineEdit *edit, std::optional<std::int64_t> &bound)
{
    QString text = edit->text().trimmed().toUpper();
    if (text.isEmpty()) {
        bound.reset();
        return mark(edit, true);
    }
    std::int64_t factor = 1;
    for (const Unit &unit : units) {
        const QString name = QString::fromUtf16(unit.name);
        if (text.endsWith(name)) {
            factor = unit.bytes;
            text.chop(name.size());
            break;
        }
    }
    bool isGood = false;
    const double bytes =
        QLocale::c().toDouble(text.trimmed(), &isGood) * static_cast<double>(factor);
    const bool fits = isGood && bytes >= 0 && bytes < 9e15 && std::floor(bytes) == bytes;
    if (!mark(edit, fits))
        return false;
    bound = static_cast<std::int64_t>(bytes);
    return true;
}

} // namespace syncline::ui
