/* Every outcome the programs can meet: its name, whether trying again can help, the exit code of a
 * command that ends with it, and what a person reads. Declared once; enum, names and texts follow.
 */
#ifndef JX_BASE_STATUS_H
#define JX_BASE_STATUS_H

#include <stdint.h>

/* NEVER: the same request will fail again. LATER: it may succeed later, unchanged. */
enum jx_retry { JX_RETRY_NEVER, JX_RETRY_LATER };

/* Exit codes: 0 done; 1 a document has an error or cannot be read; 2 usage; 3 the service cannot be
 * reached or refuses; 4 this machine (disk, permission, internal). */
/* clang-format off */
/*    name                   try again exit  zh, en                                                         */
#define JX_STATUSES(X)                                                                                      \
    X(JX_OK,                 NEVER, 0, "完成", "done")                                                      \
    X(JX_DUPLICATE,          NEVER, 0, "已提交过，以第一次的回执为准",                                      \
                                       "already submitted: the first receipt holds")                        \
    X(JX_CONFLICT,           NEVER, 0, "同一项目已有另一份文件：请说明是更正它，还是另一个项目",            \
                                       "another document of this project exists: say whether this one "     \
                                       "corrects it or is another project")                                 \
    X(JX_E_FORMAT,           NEVER, 1, "数据格式无法识别", "the bytes are not in the expected format")      \
    X(JX_E_VERSION,          NEVER, 1, "格式版本不支持，请升级程序",                                        \
                                       "format version not supported: upgrade the program")                 \
    X(JX_E_UTF8,             NEVER, 1, "不是有效的 UTF-8 文字", "text is not valid UTF-8")                  \
    X(JX_E_FORM_UNKNOWN,     NEVER, 1, "不认识的表种", "unknown form")                                      \
    X(JX_E_FIELD_MISSING,    NEVER, 1, "缺少必填项", "a required field is missing")                         \
    X(JX_E_FIELD_UNKNOWN,    NEVER, 1, "本表没有这一项", "this form has no such field")                     \
    X(JX_E_FIELD_TYPE,       NEVER, 1, "该项的数据类型不对", "the field has the wrong type")                \
    X(JX_E_FIELD_ORDER,      NEVER, 1, "各项的顺序不规范或重复", "fields are repeated or out of order")     \
    X(JX_E_FIELD_VALUE,      NEVER, 1, "该项的取值不在允许范围内", "the field's value is not an allowed one")\
    X(JX_E_TEXT_LONG,        NEVER, 1, "文字太长", "text is too long")                                      \
    X(JX_E_TEXT_CONTROL,     NEVER, 1, "文字中有控制字符", "text contains a control character")             \
    X(JX_E_ROWS,             NEVER, 1, "行数太多", "too many rows")                                         \
    X(JX_E_DEPTH,            NEVER, 1, "嵌套太深", "nested too deeply")                                     \
    X(JX_E_TOO_LARGE,        NEVER, 1, "文件太大", "larger than the limit")                                 \
    X(JX_E_NOT_CANONICAL,    NEVER, 1, "文件未按规范形式编码", "the document is not in canonical form")     \
    X(JX_E_NOT_A_FIGURE,     NEVER, 1, "不是数字", "not a figure")                                          \
    X(JX_E_OVERFLOW,         NEVER, 1, "数字太大", "a figure is too large")                                 \
    X(JX_E_DIVISION,         NEVER, 1, "除数为零", "division by zero")                                      \
    X(JX_E_YEAR_MISSING,     NEVER, 1, "没有年度：请用 --year 指定", "no year: give one with --year")       \
    X(JX_E_NO_FORM,          NEVER, 1, "文件中没有可识别的表", "no known form was found in the file")       \
    X(JX_E_FILE_TYPE,        NEVER, 1, "不支持这种文件", "this type of file is not supported")              \
    X(JX_E_HEADER,           NEVER, 1, "报送信息与文件内容不一致",                                          \
                                       "the header contradicts the document")                               \
    X(JX_E_UNIT,             NEVER, 1, "表中单位代码与报送单位不一致",                                      \
                                       "the form names another unit than the one that submits it")          \
    X(JX_E_PARENT_UNKNOWN,   NEVER, 1, "找不到要更正的原文件", "the document to be corrected is unknown")   \
    X(JX_E_PARENT_STALE,     NEVER, 1, "要更正的文件已有更新的版本：请先查看最新版本",                      \
                                       "the document to be corrected has a newer version: look at it first")\
    X(JX_E_STATE,            NEVER, 1, "文件现在的状态不允许这样做",                                        \
                                       "the document's present state does not allow this")                  \
    X(JX_E_OPEN_FINDINGS,    NEVER, 1, "还有未更正、未说明的问题：请先更正、说明或由财政部门豁免",          \
                                       "findings are still open: correct, explain or override them first")  \
    X(JX_E_SAME_PERSON,      NEVER, 1, "填报人与审核人不能是同一人",                                        \
                                       "who filled it in cannot be the one who decides on it")              \
    X(JX_E_NOT_ACCEPTED,     NEVER, 1, "主管部门尚未审核，财政部门不能先行批准",                             \
                                       "its department has to accept it before the county approves it")     \
    X(JX_E_NOT_DELEGATED,    NEVER, 3, "没有委托您办理此事，或委托已结束",                                   \
                                       "nobody lets you do that in her place, or no longer")                \
    X(JX_E_FROZEN,           NEVER, 1, "目标已批复，须先由财政部门同意调整",                                \
                                       "the target is approved: an officer has to allow an adjustment")     \
    X(JX_E_YEAR_CLOSED,      NEVER, 1, "该年度已锁定", "the year is closed")                                \
    X(JX_E_LATE,             NEVER, 1, "已过报送期限，须有延期许可才计入",                                  \
                                       "after the due date: it counts only with an exception")              \
    X(JX_E_RECEIPT,          NEVER, 1, "回执无效", "the receipt does not verify")                           \
    X(JX_E_RULES,            NEVER, 1, "规则文件有错", "the rule file has an error")                        \
    X(JX_E_USAGE,            NEVER, 2, "命令用法不对，请看 --help", "wrong usage: see --help")              \
    X(JX_E_CONFIG,           NEVER, 2, "配置不完整或有错", "configuration is incomplete or wrong")          \
    X(JX_E_UNREACHABLE,      LATER, 3, "无法连接服务器", "the service cannot be reached")                   \
    X(JX_E_REFUSED,          NEVER, 3, "没有权限", "not permitted")                                         \
    X(JX_E_KEY_UNKNOWN,      NEVER, 3, "密钥未登记或已注销", "the key is not enrolled, or was revoked")     \
    X(JX_E_KEY_EARLY,        NEVER, 3, "密钥尚未生效", "the key is not valid yet")                          \
    X(JX_E_KEY_EXPIRED,      NEVER, 3, "密钥的有效期已过", "the key is no longer valid")                    \
    X(JX_E_LAST_ADMIN,       NEVER, 3, "这是最后一个管理员密钥，注销后无人能管理",                          \
                                       "it is the last administrator's key: without it nobody could "       \
                                       "administer the county")                                             \
    X(JX_E_SERVER_KEY,       NEVER, 3, "服务器的密钥与 county.conf 中的不同",                               \
                                       "the server's key is not the one in county.conf")                    \
    X(JX_E_RATE,             LATER, 3, "该密钥短时间内报送太多，请稍候",                                    \
                                       "too many submissions of this key in a short time")                  \
    X(JX_E_NOT_FOUND,        NEVER, 3, "没有找到", "not found")                                             \
    X(JX_E_BUSY,             LATER, 3, "服务器繁忙，请稍后再试", "the service is busy: try again later")    \
    X(JX_E_NO_WORKER,        LATER, 3, "没有工作进程在运行，查询暂时无法回答",                              \
                                       "no worker is running: the query cannot be answered now")            \
    X(JX_E_NO_PACK,          LATER, 3, "尚未启用规则包：请管理员用 jixiao admin pack 启用",                 \
                                       "no rule pack is in force: an administrator activates one with "     \
                                       "jixiao admin pack")                                                 \
    X(JX_E_DISK_FULL,        LATER, 3, "磁盘空间不足，未收：请腾出空间，之后自动恢复",                      \
                                       "no room on the disk, nothing was taken in: make room, and it goes on")\
    X(JX_E_STORE_FULL,       LATER, 3, "存储已满：请调大 map_mb 后重新启动",                                \
                                       "the map of the journal or the store is full: raise map_mb and "     \
                                       "start again")                                                       \
    X(JX_E_PROTOCOL,         NEVER, 3, "对方发来的消息不符合协议", "the peer sent a message out of protocol")\
    X(JX_E_IO,               NEVER, 4, "读写磁盘失败", "reading or writing the disk failed")                \
    X(JX_E_NO_MEMORY,        LATER, 4, "内存不足", "out of memory")                                         \
    X(JX_E_OUTBOX_FULL,      LATER, 4, "发件箱已满：请先用 jixiao flush 报送",                              \
                                       "the outbox is full: jixiao flush sends what is there")              \
    X(JX_E_DESCRIPTORS,      LATER, 4, "可打开的文件数已用完：请调大 ulimit -n",                            \
                                       "no file descriptors are left: raise the limit (ulimit -n)")         \
    X(JX_E_PERMISSION,       NEVER, 4, "文件权限不对", "wrong file permissions")                            \
    X(JX_E_CORRUPT,          NEVER, 4, "存储的数据已损坏", "stored data is damaged")                        \
    X(JX_E_IN_USE,           NEVER, 4, "已被另一个进程占用", "in use by another process")                   \
    X(JX_E_INTERNAL,         NEVER, 4, "程序内部错误", "internal error")
/* clang-format on */

typedef enum jx_status {
#define X(name, retry, exit_code, zh, en) name,
    JX_STATUSES(X)
#undef X
        JX_STATUS_COUNT
} jx_status;

enum jx_lang { JX_LANG_ZH, JX_LANG_EN };

/* The constant's own name, such as "JX_E_UTF8"; "JX_E_INTERNAL" for a number out of range. */
const char *jx_status_name(jx_status s);
/* The sentence a person reads. Static storage. */
const char *jx_status_text(jx_status s, enum jx_lang lang);
enum jx_retry jx_status_retry(jx_status s);
int jx_status_exit(jx_status s);
/* The status of that name, or JX_E_INTERNAL (a peer of a newer version may know more). */
jx_status jx_status_of_name(const char *name, unsigned long len);

enum { JX_WHERE_BYTES = 160 };

/* What is wrong with a piece of input: which rule, where (a JSON pointer, "" for the whole), and
 * the limit that it broke (0 where there is none). */
struct jx_trouble {
    jx_status status;
    char where[JX_WHERE_BYTES];
    int64_t limit;
};

#endif
