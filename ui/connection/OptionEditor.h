#pragma once

#include "core/script/ScriptHost.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace syncline::ui {

class Prompter;

/** The control for one connector option, by its type: string, number, boolean, enum, list (a line
 * each), object (JSON), file, folder. */
class OptionEditor final : public QWidget
{
    Q_OBJECT

public:
    OptionEditor(const ConnectorOption &option, Prompter *prompter, QWidget *parent);

    void setValue(const Value &value);
    /** A secret: says that one is kept, without showing it. */
    void setStored(bool isStored);
    /** null: nothing given. The Error says what was expected. */
    [[nodiscard]] Result<Value> value() const;
    void setEditable(bool isEditable);
    void setInvalid(const QString &why);

Q_SIGNALS:
    void edited();

private:
    void buildLine();
    void buildText();
    void addPicker(Prompter *prompter);
    [[nodiscard]] Result<Value> numberValue() const;
    [[nodiscard]] Result<Value> textValue() const;

    const ConnectorOption m_option;
    QLineEdit *m_line = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QComboBox *m_box = nullptr;
    QCheckBox *m_check = nullptr;
    QWidget *m_button = nullptr;
};

} // namespace syncline::ui
