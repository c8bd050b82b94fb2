// Shows swagger.yml in latest.html. Nothing is tried out from here: each request needs a token of its own.
SwaggerUIBundle({
  url: 'swagger.yml',
  dom_id: '#swagger-ui',
  deepLinking: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
