/*
 * A module that keeps its data beside the keys, as a search index does: its type is never that of a key. FT.CREATE NAME adds a
 * name, FT._LIST tells the last one. Without the server's header: what is used of it is declared here.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Context Context;
typedef struct Io Io;
typedef struct String String;
typedef struct Type Type;
typedef int (*Command)(Context *, String **, int);

typedef struct {
  uint64_t version;
  void *load, *save, *rewrite, *usage, *digest, *free;
  int (*aux_load)(Io *, int, int);
  void (*aux_save)(Io *, int);
  int aux_triggers;
} Methods;

static int (*get)(const char *, void *);
static void (*set_attributes)(Context *, const char *, int, int);
static int (*create_command)(Context *, const char *, Command, const char *, int, int, int);
static Type *(*create_type)(Context *, const char *, int, Methods *);
static void (*save_buffer)(Io *, const char *, size_t);
static char *(*load_buffer)(Io *, size_t *);
static int (*reply_simple)(Context *, const char *);
static int (*wrong_arity)(Context *);
static const char *(*text_of)(const String *, size_t *);

static char last[64] = "";

static void keep(const char *text, size_t length) {
  if (length >= sizeof last) length = sizeof last - 1;
  memcpy(last, text, length);
  last[length] = 0;
}

static void aux_save(Io *io, int when) {
  (void)when;
  save_buffer(io, last, strlen(last));
}

static int aux_load(Io *io, int version, int when) {
  (void)version, (void)when;
  size_t length;
  keep(load_buffer(io, &length), length);
  return 0;
}

static int create(Context *context, String **words, int count) {
  if (count < 2) return wrong_arity(context);
  size_t length;
  const char *name = text_of(words[1], &length);
  keep(name, length);
  return reply_simple(context, "OK");
}

static int list(Context *context, String **words, int count) {
  (void)words, (void)count;
  return reply_simple(context, last);
}

int RedisModule_OnLoad(Context *context) {
  get = (int (*)(const char *, void *))((void **)context)[0];
  get("RedisModule_SetModuleAttribs", &set_attributes);
  get("RedisModule_CreateCommand", &create_command);
  get("RedisModule_CreateDataType", &create_type);
  get("RedisModule_SaveStringBuffer", &save_buffer);
  get("RedisModule_LoadStringBuffer", &load_buffer);
  get("RedisModule_ReplyWithSimpleString", &reply_simple);
  get("RedisModule_WrongArity", &wrong_arity);
  get("RedisModule_StringPtrLen", &text_of);
  set_attributes(context, "search", 1, 1);
  Methods methods = {.version = 2, .aux_load = aux_load, .aux_save = aux_save, .aux_triggers = 1};
  if (!create_type(context, "ft_index0", 1, &methods)) return 1;
  if (create_command(context, "FT.CREATE", create, "write", 0, 0, 0)) return 1;
  return create_command(context, "FT._LIST", list, "readonly", 0, 0, 0);
}
