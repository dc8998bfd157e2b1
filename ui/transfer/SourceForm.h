#pragma once

#include "core/transfer/TransferTypes.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;

namespace syncline::ui {

/**
 * How a file is written. It shows what was found out, and remembers apart from it what the user
 * said: that alone is asked for of the next file.
 */
class SourceForm final : public QWidget
{
    Q_OBJECT

public:
    explicit SourceForm(QWidget *parent);

    /** What the user said; open where nothing was said. */
    [[nodiscard]] const SourceSettings &said() const { return m_said; }
    void setSaid(const SourceSettings &said) { m_said = said; }
    /** What holds for the file. */
    void showFound(const SourceSettings &found, const std::vector<std::string> &sheets);

Q_SIGNALS:
    /** @p columns: other columns may come of it. */
    void edited(bool columns);

private:
    QComboBox *addChoice(const QString &name, const QString &label);
    void addPart(QWidget *control, const QString &label);
    void fillChoices();
    void connectParts();

    SourceSettings m_said;
    QComboBox *m_format;
    QComboBox *m_sheet;
    QComboBox *m_encoding;
    QComboBox *m_delimiter;
    QComboBox *m_quote;
    QComboBox *m_header;
    QLineEdit *m_items;
    QComboBox *m_numbers;
    QComboBox *m_dates;
    QComboBox *m_empty;
};

} // namespace syncline::ui
