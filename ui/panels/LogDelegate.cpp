#include "ui/panels/LogDelegate.h"

#include "ui/base/Theme.h"
#include "ui/panels/LogModel.h"

namespace syncline::ui {

LogDelegate::LogDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

void LogDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto *model = qobject_cast<const LogModel *>(index.model());
    if (!model)
        return;
    const ThemeColors &colors = m_theme->colors();
    switch (model->entry(index.row()).level) {
    case LogLevel::Trace:
    case LogLevel::Debug:
        option->palette.setColor(QPalette::Text, colors.muted);
        break;
    case LogLevel::Info:
        option->palette.setColor(QPalette::Text, colors.accent);
        break;
    case LogLevel::Warn:
        option->palette.setColor(QPalette::Text, colors.warning);
        break;
    case LogLevel::Error:
    case LogLevel::Fatal:
        option->palette.setColor(QPalette::Text, colors.danger);
        break;
    }
}

} // namespace syncline::ui
